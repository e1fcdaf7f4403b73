"""Doc → Doc: one kind of junk a file."""
