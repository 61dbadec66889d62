"""What a supervisor does, online against the approval service."""
