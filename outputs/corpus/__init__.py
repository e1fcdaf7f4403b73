"""One corpus from the records of all sites."""
