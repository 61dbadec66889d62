"""What the service remembers: rows in a database, photos as content-addressed blobs."""
