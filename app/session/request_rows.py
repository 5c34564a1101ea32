"""The rows of home and "my requests": what their lists tell of drafts, requests and cases. Every call blocks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from app.session.open_profile import OpenProfile
from screens.given import RequestRow
from services.appeals import appeals_of, nearest
from services.drafts import DraftHead
from services.errors import DamagedRecordError
from services.forms.progress import progress
from services.models.appeal import Appeal
from services.models.case import Case
from services.models.catalogue import Catalogue
from services.models.outbox import Sending
from services.models.reply import ReplyState
from services.requests import RequestSummary


def request_rows(profile: OpenProfile, catalogue: Catalogue | None, today: date) -> list[RequestRow]:
    """Return the rows of all requests from heads alone, latest first."""
    written_to, sent = on_the_way(profile), {each.id: each for each in profile.requests.list()}
    rows = []
    for case in profile.cases.listed():
        summary, written = sent.pop(case.id, None), written_to.get(case.id, _NOTHING)
        rows.append(_case_row(case, summary.sending if summary else None, catalogue, written, today))
    rows += [_sent_row(summary, catalogue) for summary in sent.values()]
    return sorted(rows, key=lambda row: row.updated_at, reverse=True)


@dataclass(slots=True)
class OnTheWay:
    """What the person sent into one case."""

    replies: list[ReplyState] = field(default_factory=list)
    messages: list[Sending] = field(default_factory=list)


_NOTHING = OnTheWay()


def on_the_way(profile: OpenProfile, case_id: str | None = None) -> dict[str, OnTheWay]:
    """Return what is on the way, by case, or of one."""
    found: defaultdict[str, OnTheWay] = defaultdict(OnTheWay)
    for reply in profile.replies.states() if case_id is None else profile.replies.of_case(case_id):
        found[reply.case_id].replies.append(reply)
    for written_to, messages in profile.messages.undelivered().items():
        found[written_to].messages += messages
    return found


def draft_row(
    summary: DraftHead, catalogue: Catalogue | None, profile: OpenProfile | None = None
) -> RequestRow:
    """Return the row of a draft.

    With how far it is filled in, where there is a `profile` to open it from.
    """
    service = catalogue.service(summary.service_id) if catalogue else None
    try:
        draft = profile.drafts.get(summary.id) if profile and service else None
    except DamagedRecordError:
        draft = None  # listed with the rest; opening it says what is wrong
    done, total = progress(service.form, draft.inputs, draft.papers) if service and draft else (0, 0)
    return RequestRow(
        id=summary.id,
        service=service,
        updated_at=datetime.fromisoformat(summary.updated_at),
        is_draft=True,
        done=done,
        total=total,
    )


def _sent_row(summary: RequestSummary, catalogue: Catalogue | None) -> RequestRow:
    return RequestRow(
        id=summary.id,
        service=catalogue.service(summary.service_id) if catalogue else None,
        updated_at=datetime.fromisoformat(summary.saved_at),
        is_draft=False,
        sending=summary.sending,
        reference=summary.receipt.reference if summary.receipt else None,
    )


def _case_row(
    case: Case, sending: Sending | None, catalogue: Catalogue | None, written: OnTheWay, today: date
) -> RequestRow:
    """Return the row of a case.

    `sending` is that of its request, where it was sent from here.
    """
    return RequestRow(
        id=case.id,
        service=catalogue.service(case.service_id) if catalogue else None,
        updated_at=datetime.fromisoformat(case.updated_at),
        is_draft=False,
        sending=sending,
        case=case,
        reference=case.reference,
        replies=[reply.within(case) for reply in written.replies],
        messages=written.messages,
        clock=nearest(appeals_in(case, catalogue, today)),
    )


def appeals_in(case: Case | None, catalogue: Catalogue | None, today: date) -> list[Appeal]:
    if case is None or case.decision is None or catalogue is None:
        return []
    return appeals_of(case.decision, catalogue.appeals, today)
