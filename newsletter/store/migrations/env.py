"""Runs the migrations on the connection, and in the transaction, that it is given."""

from alembic import context

from newsletter.store.schema.all_tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters little; batch mode copies the table
    transactional_ddl=True,
)
context.run_migrations()
