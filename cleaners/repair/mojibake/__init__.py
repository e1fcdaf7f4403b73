"""Text read in the wrong charset: what can be undone of it."""
