"""What a person writes is decided on what holds when it is their turn.

A statement sees what was there before it waited. So the function waits, and then looks: at what was done today, at the
forms that are published, and at the sign-in, which does not end from then on until the transaction does.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION what_holds(
            turn text, person text, did text, since timestamptz, until timestamptz, allowed bigint, by_sign_in text,
            OUT is_signed_in boolean, OUT used_at timestamptz, OUT published bigint, OUT withdrawn bigint
        ) LANGUAGE plpgsql VOLATILE AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtextextended(turn, 0));
            PERFORM pg_advisory_xact_lock_shared(hashtextextended('sign-in:' || by_sign_in, 0));
            SELECT
                EXISTS (SELECT FROM sign_in WHERE id = by_sign_in AND person_id = person AND revoked_at IS NULL),
                (
                    SELECT at FROM audit
                    WHERE who = person AND operation = did AND outcome = 'done' AND at > since AND at <= until
                    ORDER BY at DESC OFFSET allowed - 1 LIMIT 1
                ),
                count(*), count(withdrawn_at)
            INTO is_signed_in, used_at, published, withdrawn FROM published_form;
        END $$
        """
    )
    op.execute("DROP FUNCTION quota_used_at")
