"""The revisions of the records, and how Alembic runs them."""
