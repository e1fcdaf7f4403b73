"""What a host may put into the frontier: a rule over counts, and the counts as one run keeps them."""
