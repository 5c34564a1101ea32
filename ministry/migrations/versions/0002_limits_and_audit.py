"""What limits of sign-in count, and the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ministry.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("challenge", sa.Column("address_digest", sa.LargeBinary(length=32), nullable=True))
    op.create_index(op.f("ix_challenge_address_digest"), "challenge", ["address_digest"], unique=False)
    op.add_column("sign_in", sa.Column("address_digest", sa.LargeBinary(length=32), nullable=True))
    op.create_table(
        "sign_in_failure",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("address_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_sign_in_failure")),
    )
    op.create_index(
        "ix_sign_in_failure_address_at", "sign_in_failure", ["address_digest", "at"], unique=False
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=True),
        sa.Column("operation", sa.String(length=32), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_who_seq", "audit", ["who", "seq"], unique=False)
    op.create_index("ix_audit_record_seq", "audit", ["record", "seq"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        # Other databases: take the rights to UPDATE and DELETE from the server's account.
        for change in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER audit_no_{change} BEFORE {change} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END"
            )
