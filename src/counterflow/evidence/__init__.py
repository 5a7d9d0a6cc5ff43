"""Reads public reports into evidence: who says what, on what authority, and who denies it."""
