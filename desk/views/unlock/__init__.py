"""Mở khóa: who works here now."""
