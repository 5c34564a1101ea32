"""What a request that is taken waits for: no commit of another, and one statement.

Workers are notified of the jobs that begin within the second, and of no other: commits that notify wait for each other.
`quota_used_at` waits for its turn and then looks. In a function that is volatile the look sees what was committed while
it waited; in the statement around it, it would see what was there before.
"""

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
    op.execute(
        """
        CREATE FUNCTION quota_used_at(
            turn text, person text, did text, since timestamptz, until timestamptz, allowed bigint
        ) RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtextextended(turn, 0));
            RETURN (
                SELECT at FROM audit
                WHERE who = person AND operation = did AND outcome = 'done' AND at > since AND at <= until
                ORDER BY at DESC OFFSET allowed - 1 LIMIT 1
            );
        END $$
        """
    )
