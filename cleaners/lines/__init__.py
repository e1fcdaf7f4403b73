"""What one line of a page says: text in, a value out. Nothing here knows blocks or pages."""
