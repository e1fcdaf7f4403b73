"""What tells a doorway, a page that is nothing but an entrance to somewhere else, from an article."""
