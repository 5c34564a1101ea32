"""Look-ups that read what they find, whatever is stored; and no event for each job that is wanted.

The sweep and the clerk read every upload and every message there ever was. That a job was wanted is what its row says:
the event of it was a seventh of what PostgreSQL did for a request.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP TRIGGER procrastinate_trigger_status_events_insert_v1 ON procrastinate_jobs")
    op.drop_index("ix_upload_expires_at", "upload")
    op.execute(
        "CREATE INDEX ix_upload_unfinished ON upload (expires_at) WHERE finished_at IS NULL AND ended_at IS NULL"
    )
    op.execute(
        "CREATE INDEX ix_upload_unnamed ON upload (finished_at) WHERE named IS false AND ended_at IS NULL"
    )
    op.execute("CREATE INDEX ix_message_unread ON message (sender, case_id) WHERE read_at IS NULL")
