"""The corpus: what all crawls gave, each article once, in formats that other tools load and search."""
