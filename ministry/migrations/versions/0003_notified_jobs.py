"""Notify workers of the jobs that begin within the second, and of no other: commits that notify wait for each other."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 ON procrastinate_jobs")
    op.execute(
        "CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON procrastinate_jobs "
        "FOR EACH ROW WHEN (new.status = 'todo'::procrastinate_job_status AND new.queue_name = 'seconds') "
        "EXECUTE PROCEDURE procrastinate_notify_queue_job_inserted_v1()"
    )
