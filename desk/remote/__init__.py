"""The one door to the approval service."""
