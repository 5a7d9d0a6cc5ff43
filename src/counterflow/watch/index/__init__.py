"""Candidate search: which listings could be meant, near-exhaustive and fast; scores nothing."""
