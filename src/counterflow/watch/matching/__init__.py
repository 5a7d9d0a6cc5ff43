"""How alike two entities are, 0 to 1, and why. Reads names only; the search is in ``index``."""
