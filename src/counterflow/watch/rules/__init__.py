"""Dated, cited rules as data, and the small interpreter that asks them about a transaction."""
