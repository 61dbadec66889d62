"""Sync: what was finished goes out, the answers come back. Never lost, never doubled."""
