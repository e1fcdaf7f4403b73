"""What one line of text says: str in, a value out. No page, no HTML, no script to convert."""
