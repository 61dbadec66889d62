"""Tài khoản của tôi: the second step of one's own sign-in."""
