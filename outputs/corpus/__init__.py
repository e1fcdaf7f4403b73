"""The corpus: records of all sites, an article's copies found and made one, in formats that other tools load."""
