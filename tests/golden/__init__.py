"""Golden cases: a page as fetched, and what every field of its record must be."""
