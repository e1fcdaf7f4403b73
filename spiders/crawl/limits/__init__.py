"""What an answer may cost, and what becomes of one that costs more; the numbers stand in ``spiders/settings.py``."""
