"""What quotas and the sweep of content look up."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_who_operation_seq", "audit", ["who", "operation", "seq"], unique=False)
    op.create_index("ix_attached_paper_sha256", "attached_paper", ["sha256"], unique=False)
    op.create_index("ix_decision_paper_sha256", "decision_paper", ["sha256"], unique=False)
