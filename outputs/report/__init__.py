"""Something to look at: what all runs gave, and any record beside its page, as static files that open from disk."""
