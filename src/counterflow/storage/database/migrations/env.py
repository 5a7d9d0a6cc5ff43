"""Run revisions on the transaction that the caller has begun; see ``database.migrating``."""

from alembic import context

connection = context.config.attributes["connection"]
# SQLite cannot change a column in place: Alembic copies the table instead.
context.configure(connection=connection, render_as_batch=True, transactional_ddl=False)
context.run_migrations()
