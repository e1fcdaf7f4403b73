"""The decoder of sheared runs: a search over what the bytes allow, scored by a model of Chinese."""
