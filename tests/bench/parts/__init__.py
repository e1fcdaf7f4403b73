"""One part of the bench a module, each with ``measure() -> Part``; they run in the order of their names."""
