"""Alembic runs this file for each command; it works on the connection that the runner gives."""

from __future__ import annotations

from alembic import context

from ministry.metadata import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    user_module_prefix="",
    transaction_per_migration=False,
)
context.run_migrations()
