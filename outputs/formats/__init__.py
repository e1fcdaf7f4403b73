"""Records in the formats of reference managers, one a file."""
