"""Kiểm tra: who did what."""
