"""Watched ports, airports, zones and towns, recognised in text however they are spelt."""
