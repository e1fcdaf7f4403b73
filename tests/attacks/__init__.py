"""What hijackers' hosts can do to whoever reads them, on this machine: one attacking host, what holds, and a soak."""
