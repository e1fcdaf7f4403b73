"""Texts converted from one script to the other, for readers: what a look-up needs is in ``scripts``."""
