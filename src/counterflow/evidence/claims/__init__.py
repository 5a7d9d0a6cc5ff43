"""Joins assertions to claims: who says the same, who denies it, how many independent origins."""
