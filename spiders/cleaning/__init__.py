"""``scrapy clean``: pages by name to records, few or many."""
