"""What to look for: publishers' bytes to listings, snapshots, candidates, scores, codes, rules."""
