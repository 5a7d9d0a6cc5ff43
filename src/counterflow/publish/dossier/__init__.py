"""A dossier of one subject: built from a ledger, published in versions, written in six formats."""
