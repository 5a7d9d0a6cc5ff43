"""Watch data that named persons accepted from claims of reports: kept, dated, revocable."""
