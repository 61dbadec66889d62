"""What an auditor reads at the service."""
