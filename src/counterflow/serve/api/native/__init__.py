"""Our own routes below ``/v1``: whole transactions, files, lists, rules, claims, dossiers."""
