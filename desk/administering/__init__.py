"""What an administrator does, against the service."""
