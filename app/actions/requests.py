"""What was sent: the list, one request, hold and resume, the receipt."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from screens.given import Listed, OpenRequest, RequestRow
from services.drafts import KIND as DRAFT
from services.drafts import DraftHead
from services.errors import DamagedRecordError
from services.forms.progress import progress
from services.models.case import Case
from services.models.catalogue import Catalogue
from services.models.change import Change
from services.models.outbox import Sending, SendingChoice
from services.outbox.policy import FROM_ARCHIVE
from services.outbox.queue import SendQueue
from services.requests import REQUEST, RequestSummary

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
        return await asyncio.to_thread(_listed, profile, catalogue, drafts)

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
        return await asyncio.to_thread(_open, self._window.profile, request_id, catalogue)

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
        house, profile = self._window.house, self._window.profile
        snapshot = await asyncio.to_thread(house.catalogue.snapshot)

        def make() -> bytes:
            # Here: with its fonts and shapes it is a tenth of a second of every start, and is seldom asked for.
            from app.receipt import receipt_page
            from services.receipts import render

            return render(receipt_page(profile, request_id, snapshot, self._window.ui.words))

        return await asyncio.to_thread(make)

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


def _listed(profile: OpenProfile, catalogue: Catalogue | None, drafts: int) -> Listed:
    cases = {case.id: case for case in profile.cases.list()}
    sent = profile.requests.list()
    shown = profile.drafts.list(drafts) if drafts else []
    rows = [_draft_row(draft, catalogue, profile) for draft in shown]
    rows += [_sent_row(summary, cases.get(summary.id), catalogue) for summary in sent]
    here = {summary.id for summary in sent}
    rows += [_case_row(case, catalogue) for case in cases.values() if case.id not in here]
    rows.sort(key=lambda row: row.updated_at, reverse=True)
    return Listed(rows, profile.drafts.count(), len(SendQueue(profile.vault).held_for(FROM_ARCHIVE)))


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


def _sent_row(summary: RequestSummary, case: Case | None, catalogue: Catalogue | None) -> RequestRow:
    return RequestRow(
        id=summary.id,
        service=catalogue.service(summary.service_id) if catalogue else None,
        updated_at=datetime.fromisoformat(case.updated_at if case else summary.saved_at),
        is_draft=False,
        sending=summary.sending,
        case=case,
        reference=summary.receipt.reference if summary.receipt else None,
    )


def _case_row(case: Case, catalogue: Catalogue | None) -> RequestRow:
    """A case of a request that was sent from elsewhere."""
    return RequestRow(
        id=case.id,
        service=catalogue.service(case.service_id) if catalogue else None,
        updated_at=datetime.fromisoformat(case.updated_at),
        is_draft=False,
        case=case,
        reference=case.reference,
    )


def _open(profile: OpenProfile, request_id: str, catalogue: Catalogue | None) -> OpenRequest | None:
    kept, case = profile.requests.get(request_id), profile.cases.get(request_id)
    if kept is None and case is None:
        return None
    service_id = kept.request.service_id if kept else case.service_id if case else ""
    decision = case.decision if case else None
    routes = catalogue.appeals if catalogue else {}
    replies: dict[str, Sending] = profile.replies.sendings(request_id)
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
        appeals=[routes[key] for key in decision.appeals if key in routes] if decision else [],
        replies=replies,
    )
