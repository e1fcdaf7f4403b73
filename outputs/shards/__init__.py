"""Records on disk in files that are written once and whole."""
