"""Text from outside that would command a terminal, and secrets: neither comes out."""
