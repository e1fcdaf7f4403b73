"""The report: what it holds, and what of a page may get into it."""
