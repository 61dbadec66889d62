"""The station's encrypted file: the only place that knows SQL, SQLCipher and the keys."""
