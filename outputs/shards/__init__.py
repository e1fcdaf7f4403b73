"""Records on disk in files that are written once and whole, and what puts them right after a killed run."""
