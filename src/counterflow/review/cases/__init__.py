"""Alerts in cases, dispositions, four eyes, good-guy entries."""
