"""Nouns, pure cleaning, tables in and out. No network, no database; imports nothing above."""
