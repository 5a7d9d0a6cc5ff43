"""Open the databases in which the store is kept."""
