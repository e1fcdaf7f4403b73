"""What a crawl remembers between runs: one SQLite file, and all SQL on it.

A function that takes a ``State`` is a query, or a transaction of its own. One that takes a ``Transaction`` is part of
what its caller settles at one stroke. What comes in and goes out are values: no row and no status number leaves.
"""
