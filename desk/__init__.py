"""The registration desk: takes declarations in, keeps them encrypted, sends them, brings the answers back."""

__version__ = "0.1.0"
