"""What this process holds of the memory, and how it is given back."""
