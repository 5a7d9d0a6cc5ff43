"""Trade file to transactions, everything to findings, findings to outcome and coverage."""
