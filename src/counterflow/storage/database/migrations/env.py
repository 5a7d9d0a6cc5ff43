"""Run revisions on the transaction that the caller has begun; see ``database.migrating``."""

from alembic import context

# Where the module is only imported, as for examples in docstrings, there is nothing to run.
if (config := getattr(context, "config", None)) is not None:
    # SQLite cannot change a column in place: Alembic copies the table instead.
    context.configure(
        connection=config.attributes["connection"], render_as_batch=True, transactional_ddl=False
    )
    context.run_migrations()
