"""Findings to outcome and coverage, against a policy profile; never "clear"."""
