"""The corpus: an article's copies of all crawls found and made one, in formats that other tools load and search."""
