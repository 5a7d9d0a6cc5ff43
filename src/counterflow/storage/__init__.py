"""Where things are kept: databases, the audit log, people and their roles."""
