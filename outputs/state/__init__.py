"""What a crawl remembers between runs: one SQLite file, and all SQL on it."""
