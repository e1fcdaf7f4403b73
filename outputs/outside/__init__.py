"""The one way out for text from outside: what it becomes on a terminal, in a log and in JSON."""
