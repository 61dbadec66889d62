"""Giám sát: all stations at a glance, those that need someone first."""
