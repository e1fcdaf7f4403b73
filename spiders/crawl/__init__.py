"""How pages are asked for: the frontier, politeness, what an answer was."""
