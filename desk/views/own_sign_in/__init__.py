"""Tài khoản của tôi: one's own passphrase, and the second step of one's own sign-in."""
