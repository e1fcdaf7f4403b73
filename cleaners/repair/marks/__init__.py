"""Marks that came in or were put in the place of others."""
