"""The reference list: where it stands, its entries, and the parts of each."""
