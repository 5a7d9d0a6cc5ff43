"""Customers and past transactions, screened again when a list or a rule changes."""
