"""Alembic's environment. The connection, with its transaction, is handed over by `store.schema`."""

from alembic import context

from store.models import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
context.run_migrations()
