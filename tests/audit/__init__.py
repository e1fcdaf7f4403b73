"""What the project stands on: locks that pin each release by its hashes, and ``make audit`` over them and our code."""
