"""What was sent: the list, one request, hold and resume, the receipt."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from screens.given import Listed, OpenRequest, RequestRow
from services.appeals import appeal_clock
from services.drafts import KIND as DRAFT
from services.drafts import DraftHead
from services.errors import DamagedRecordError, RefusedError
from services.forms.progress import progress
from services.models.appeal import AppealClock
from services.models.case import Case, CasePaper
from services.models.catalogue import AppealRoute, Catalogue
from services.models.change import Change
from services.models.outbox import Sending, SendingChoice
from services.models.reply import ReplyState
from services.outbox.policy import FROM_ARCHIVE
from services.outbox.queue import SendQueue
from services.requests import REQUEST, RequestSummary
from services.unsent import reply_id

if TYPE_CHECKING:
    from app.open_profile import OpenProfile
    from app.window import Window


class RequestActions:
    def __init__(self, window: Window) -> None:
        self._window = window

    async def listed(self, drafts: int) -> Listed:
        profile = self._window.profile
        catalogue = await self._window.actions.services.load()
        await asyncio.to_thread(profile.saver.flush)
        return await asyncio.to_thread(_listed, profile, catalogue, drafts, self._window.today())

    async def latest_draft(self, service_id: str) -> RequestRow | None:
        profile = self._window.profile
        catalogue = await self._window.actions.services.load()
        heads = [
            head for head in await asyncio.to_thread(profile.drafts.list) if head.service_id == service_id
        ]
        latest = max(heads, key=lambda head: head.updated_at, default=None)
        return None if latest is None else _draft_row(latest, catalogue)

    async def open(self, request_id: str) -> OpenRequest | None:
        catalogue = await self._window.actions.services.load()
        today = self._window.today()
        return await asyncio.to_thread(_open, self._window.profile, request_id, catalogue, today)

    async def hold(self, request_id: str) -> None:
        await self._window.profile.outbox.hold(REQUEST, request_id)
        self._tell(Change.of((REQUEST, request_id)))

    async def resume(self, request_id: str) -> None:
        await self._window.profile.outbox.resume(REQUEST, request_id)
        self._tell(Change.of((REQUEST, request_id)))

    async def reopen(self, request_id: str) -> str:
        """The refused request as a draft again, on the form of today."""
        await self._window.house.refresh_catalogue()
        draft = await asyncio.to_thread(self._window.profile.requests.reopen, request_id)
        self._tell(Change.of((REQUEST, request_id), (DRAFT, draft.id)))
        return draft.id

    async def receipt_pdf(self, request_id: str) -> bytes:
        """From the device once it was fetched, else from the ministry. Raises a `MinistryError`."""
        profile = self._window.profile
        receipt = await asyncio.to_thread(_receipt, profile, request_id)
        if receipt is None:
            self._tell(await profile.case_sync.sync(request_id))
            receipt = await asyncio.to_thread(_receipt, profile, request_id)
        if receipt is None:
            raise RefusedError("not-found", 404)
        return await self._window.actions.cases.paper(request_id, receipt.id)

    async def saves_data(self) -> bool:
        choice = await asyncio.to_thread(self._window.profile.sending_choice.get)
        return choice.save_data

    async def save_data(self, saves: bool) -> None:
        profile = self._window.profile
        await asyncio.to_thread(profile.sending_choice.keep, SendingChoice(save_data=saves))
        await profile.outbox.reconsider()
        self._tell(Change.of((REQUEST, "")))

    def _tell(self, change: Change) -> None:
        self._window.house.listeners.on_change(change)


def _listed(profile: OpenProfile, catalogue: Catalogue | None, drafts: int, today: date) -> Listed:
    cases = {case.id: case for case in profile.cases.list()}
    sent = profile.requests.list()
    shown = profile.drafts.list(drafts) if drafts else []
    rows = [_draft_row(draft, catalogue, profile) for draft in shown]
    on_the_way = _on_the_way(profile)
    of_case = {
        case.id: _case_row(case, catalogue, on_the_way.get(case.id, OnTheWay()), today)
        for case in cases.values()
    }
    rows += [_sent_row(summary, of_case.pop(summary.id, None), catalogue) for summary in sent]
    rows += of_case.values()
    rows.sort(key=lambda row: row.updated_at, reverse=True)
    return Listed(rows, profile.drafts.count(), len(SendQueue(profile.vault).held_for(FROM_ARCHIVE)))


@dataclass(slots=True)
class OnTheWay:
    """What the person sent into one case."""

    replies: list[ReplyState] = field(default_factory=list)
    messages: list[Sending] = field(default_factory=list)


def _on_the_way(profile: OpenProfile) -> dict[str, OnTheWay]:
    """By case, told by one look at all of it."""
    found: defaultdict[str, OnTheWay] = defaultdict(OnTheWay)
    for reply in profile.replies.states():
        found[reply.case_id].replies.append(reply)
    for case_id, messages in profile.messages.undelivered().items():
        found[case_id].messages += messages
    return found


def _draft_row(
    summary: DraftHead, catalogue: Catalogue | None, profile: OpenProfile | None = None
) -> RequestRow:
    """With how far it is filled in, where there is a `profile` to open it from."""
    service = catalogue.service(summary.service_id) if catalogue else None
    try:
        draft = profile.drafts.get(summary.id) if profile and service else None
    except DamagedRecordError:
        draft = None  # listed with the rest; opening it says what is wrong
    groups = progress(service.form, draft.inputs, draft.papers).groups if service and draft else []
    return RequestRow(
        id=summary.id,
        service=service,
        updated_at=datetime.fromisoformat(summary.updated_at),
        is_draft=True,
        done=sum(group.done for group in groups),
        total=sum(group.total for group in groups),
    )


def _sent_row(summary: RequestSummary, row: RequestRow | None, catalogue: Catalogue | None) -> RequestRow:
    """`row` is that of its case, where there is one."""
    receipt = summary.receipt
    if row is not None:
        return replace(row, sending=summary.sending)
    return RequestRow(
        id=summary.id,
        service=catalogue.service(summary.service_id) if catalogue else None,
        updated_at=datetime.fromisoformat(summary.saved_at),
        is_draft=False,
        sending=summary.sending,
        reference=receipt.reference if receipt else None,
    )


def _case_row(case: Case, catalogue: Catalogue | None, sent: OnTheWay, today: date) -> RequestRow:
    return RequestRow(
        id=case.id,
        service=catalogue.service(case.service_id) if catalogue else None,
        updated_at=datetime.fromisoformat(case.updated_at),
        is_draft=False,
        case=case,
        reference=case.reference,
        replies=[reply.within(case) for reply in sent.replies],
        messages=sent.messages,
        clock=_clock(case, catalogue, today),
    )


def _clock(case: Case | None, catalogue: Catalogue | None, today: date) -> AppealClock | None:
    if case is None or case.decision is None:
        return None
    return appeal_clock(case.decision, _routes(case, catalogue), today)


def _routes(case: Case | None, catalogue: Catalogue | None) -> list[AppealRoute]:
    known = catalogue.appeals if catalogue else {}
    decision = case.decision if case else None
    return [known[key] for key in decision.appeals if key in known] if decision else []


def _open(
    profile: OpenProfile, request_id: str, catalogue: Catalogue | None, today: date
) -> OpenRequest | None:
    kept, case = profile.requests.get(request_id), profile.cases.get(request_id)
    if kept is None and case is None:
        return None
    service_id = kept.request.service_id if kept else case.service_id if case else ""
    sent = _on_the_way(profile).get(request_id, OnTheWay())
    newest = {each.ask_id: each.within(case) for each in reversed(sent.replies)}
    replies = {ask_id: profile.replies.open(state) for ask_id, state in newest.items()}
    receipt = kept.receipt if kept else None
    saved_at = kept.saved_at if kept else case.opened_at if case else ""
    return OpenRequest(
        id=request_id,
        service=catalogue.service(service_id) if catalogue else None,
        sending=kept.sending if kept else None,
        saved_at=datetime.fromisoformat(saved_at),
        reference=receipt.reference if receipt else case.reference if case else None,
        received_at=receipt.received_at if receipt else case.opened_at if case else None,
        case=case,
        appeals=_routes(case, catalogue),
        replies=replies,
        begun=_begun(profile, case),
        messages=sent.messages,
        clock=_clock(case, catalogue, today),
        receipt_is_here=case is not None
        and case.receipt is not None
        and profile.cases.has_paper(case.receipt.id),
    )


def _receipt(profile: OpenProfile, request_id: str) -> CasePaper | None:
    case = profile.cases.get(request_id)
    return case.receipt if case else None


def _begun(profile: OpenProfile, case: Case | None) -> frozenset[str]:
    """The asks that the decision closed while a reply to them was being written."""
    if case is None or not case.is_decided:
        return frozenset()
    written = {ask.id: profile.unsent.get(reply_id(ask.id)) for ask in case.asks if not ask.answered_at}
    return frozenset(ask_id for ask_id, unsent in written.items() if unsent.text.strip() or unsent.documents)
