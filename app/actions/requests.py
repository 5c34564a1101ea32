"""What was sent: the list, one request, hold and resume, the receipt."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.actions.request_rows import OnTheWay, clock_of, draft_row, on_the_way, request_rows, routes_of
from screens.given import Listed, OpenRequest, Overview, RequestRow
from screens.requests.row import waiting
from services.drafts import KIND as DRAFT
from services.errors import RefusedError
from services.models.case import Case, CasePaper
from services.models.catalogue import Catalogue
from services.models.change import Change
from services.models.contract import ProblemType
from services.models.outbox import SendingChoice
from services.outbox.policy import FROM_ARCHIVE
from services.outbox.queue import SendQueue
from services.requests import REQUEST
from services.unsent import reply_id

if TYPE_CHECKING:
    from app.open_profile import OpenProfile
    from app.window import Window

_RECEIPT_PAUSES = (0, 1, 2, 4)
"""Seconds before each time that the ministry is asked for a receipt."""


class RequestActions:
    def __init__(self, window: Window) -> None:
        self._window = window

    async def listed(self, drafts: int, requests: int) -> Listed:
        profile, catalogue = await self._ready()
        return await asyncio.to_thread(_listed, profile, catalogue, drafts, requests, self._window.today())

    async def overview(self, calls: int) -> Overview:
        profile, catalogue = await self._ready()
        return await asyncio.to_thread(_overview, profile, catalogue, calls, self._window.today())

    async def _ready(self) -> tuple[OpenProfile, Catalogue | None]:
        """The profile, with all that was typed on the disk, and the catalogue."""
        profile = self._window.profile
        catalogue = await self._window.actions.services.load()
        await asyncio.to_thread(profile.saver.flush)
        return profile, catalogue

    async def latest_draft(self, service_id: str) -> RequestRow | None:
        profile = self._window.profile
        catalogue = await self._window.actions.services.load()
        latest = await asyncio.to_thread(profile.drafts.latest, service_id)
        return None if latest is None else draft_row(latest, catalogue)

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
        """From the device once it was fetched, else from the ministry, which makes it within seconds of the request.

        Raises a `MinistryError`.
        """
        profile = self._window.profile
        receipt = await asyncio.to_thread(_receipt, profile, request_id)
        for pause in _RECEIPT_PAUSES:
            if receipt is None:
                await asyncio.sleep(pause)
                self._tell(await profile.case_sync.sync(request_id))
                receipt = await asyncio.to_thread(_receipt, profile, request_id)
        if receipt is None:
            raise RefusedError(ProblemType.NOT_FOUND, 404)
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


def _listed(
    profile: OpenProfile, catalogue: Catalogue | None, drafts: int, requests: int, today: date
) -> Listed:
    beside = request_rows(profile, catalogue, today)
    beside.sort(key=lambda row: row.is_sent)
    rows = [draft_row(draft, catalogue, profile) for draft in profile.drafts.list(drafts)]
    rows += beside[:requests]
    rows.sort(key=lambda row: row.updated_at, reverse=True)
    return Listed(rows, profile.drafts.count(), len(beside))


def _overview(profile: OpenProfile, catalogue: Catalogue | None, calls: int, today: date) -> Overview:
    rows = request_rows(profile, catalogue, today)
    called = waiting(rows)
    read = [row.clock for row in rows if row.clock and row.case and not row.case.unread_decision]
    ending = [(clock.last_safe_day, clock) for clock in read if clock.last_safe_day]
    return Overview(
        calls=called[:calls],
        waiting=len(called),
        drafts=profile.drafts.count(),
        on_their_way=sum(row.case is None or not row.case.is_decided for row in rows),
        clock=min(ending, key=lambda each: each[0])[1] if ending else None,
        from_archive=len(SendQueue(profile.vault).held_for(FROM_ARCHIVE)),
    )


def _open(
    profile: OpenProfile, request_id: str, catalogue: Catalogue | None, today: date
) -> OpenRequest | None:
    kept, case = profile.requests.get(request_id), profile.cases.get(request_id)
    if kept is None and case is None:
        return None
    service_id = kept.request.service_id if kept else case.service_id if case else ""
    sent = on_the_way(profile, request_id).get(request_id, OnTheWay())
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
        appeals=routes_of(case, catalogue),
        replies=replies,
        begun=_begun(profile, case),
        messages=sent.messages,
        clock=clock_of(case, catalogue, today),
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
