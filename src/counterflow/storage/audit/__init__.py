"""Record what happened so that nobody can change it unseen: a hash-chained, signed log."""
