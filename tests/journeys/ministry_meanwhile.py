"""What happens at a ministry that no command of the reference server does: done in its database."""

from __future__ import annotations

import json

from sqlalchemy import delete, select

from ministry.auth.tables import AccessToken, RefreshToken
from ministry.publishing.tables import PublishedForm
from tests.journeys.servers import Ministry
from tests.postgres import database_of, written


def ends_sign_ins(ministry: Ministry) -> None:
    """End every sign-in: no token is good from now on."""
    with written(database_of(ministry.data)) as session:
        session.execute(delete(RefreshToken))
        session.execute(delete(AccessToken))


def asks_otherwise(ministry: Ministry, service_id: str, question_id: str, label: dict[str, str]) -> None:
    """Publish the form with one question in other words."""
    current = select(PublishedForm).where(
        PublishedForm.service_id == service_id, PublishedForm.withdrawn_at.is_(None)
    )
    with written(database_of(ministry.data)) as session:
        form = session.scalars(current).one()
        changed = json.loads(json.dumps(form.groups))
        for question in (question for group in changed for question in group["questions"]):
            if question["id"] == question_id:
                question["label"] |= label
        form.groups = changed
