"""Jobs by procrastinate, codes that are kept nowhere, indexes for the windows over them.

The tables of procrastinate are its schema of 3.10, copied: what a later version changes is a migration of its own.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_JOBS = Path(__file__).with_name("procrastinate-3.10.sql")


def upgrade() -> None:
    # On the driver: many statements, with percent signs of their own.
    op.get_bind().connection.cursor().execute(_JOBS.read_text(encoding="utf-8"))
    op.drop_index("ix_challenge_number_digest", "challenge")
    op.drop_index("ix_challenge_address_digest", "challenge")
    op.create_index("ix_challenge_number_asked_at", "challenge", ["number_digest", "asked_at"])
    op.create_index("ix_challenge_address_asked_at", "challenge", ["address_digest", "asked_at"])
    op.add_column("challenge", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    # Codes that are on their way now are void: of their rows only the number counts.
    op.add_column("challenge", sa.Column("code_seed", sa.LargeBinary(length=32), server_default=""))
    op.add_column("challenge", sa.Column("sends_in_doubt", sa.BigInteger(), server_default="0"))
    op.execute("UPDATE challenge SET tries_left = 0")
    for column in ("code_seed", "sends_in_doubt"):
        op.alter_column("challenge", column, nullable=False, server_default=None)
    op.drop_column("challenge", "code_digest")
