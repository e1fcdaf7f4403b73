"""What a page says of itself before any of its segments is decoded: its language, its table, its marks, its widths."""
