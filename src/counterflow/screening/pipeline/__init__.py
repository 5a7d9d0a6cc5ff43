"""Transactions to findings: every party, goods line, country, place and leg is asked about."""
