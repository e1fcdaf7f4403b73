"""Cleaning archives on many machines: what a crawl knows of them in a file, shares of the work, and who runs them."""
