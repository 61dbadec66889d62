"""What a reviewer does, online against the approval service."""
