"""Alembic runs this file for each command; it works on the connection that the runner gives."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from ministry.database import Moment
from ministry.metadata import metadata


def _is_ours(name: str | None, *_: Any) -> bool:
    """True if it is not of procrastinate, whose tables are its own."""
    return not (name or "").startswith("procrastinate_")


def _rendered(kind: str, value: Any, _: Any) -> str | Literal[False]:
    """Write a type without the program's own."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=_is_ours,
    render_item=_rendered,
    transaction_per_migration=False,
)
context.run_migrations()
