"""Scheduled runs: what is due, how far it is, what came of it, and who is told."""
