"""Keys, signatures and the wrapping of the file's key: the one door to cryptography."""
