"""By these, the addresses that no limit counts any more are found among all others."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for counted in ("sign_in_failure", "seal_check"):
        op.create_index(f"ix_{counted}_at", counted, ["at"])
    with_address = text("address_digest IS NOT NULL")
    op.create_index("ix_sign_in_familiar", "sign_in", ["opened_at"], postgresql_where=with_address)
