"""Cleaning beside the crawl: the process, its workers, and what is learned of a host's boilerplate."""
