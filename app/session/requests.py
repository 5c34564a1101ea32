"""What was sent: the list, one request, hold and resume, the receipt."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from itertools import chain

from app.session.cases import kept_paper
from app.session.open_profile import OpenProfile
from app.session.request_lists import found, listed, overview
from app.session.request_rows import OnTheWay, appeals_in, draft_row, on_the_way
from app.session.session import CurrentSession, Session
from screens.given import Listed, OpenDraft, OpenRequest, Overview, Part, RequestRow
from services.appeals import nearest
from services.drafts import KIND as DRAFT
from services.models.case import Case, CasePaper
from services.models.catalogue import Catalogue
from services.models.outbox import SendingChoice
from services.requests import REQUEST
from services.unsent import reply_id

_RECEIPT_PAUSES = (0, 1, 2, 4, 8)
"""Seconds before each time that the ministry is asked for a receipt."""


class RequestActions:
    def __init__(self, session: CurrentSession) -> None:
        self._session = session

    async def listed(self, part: Part | None, most: int) -> Listed:
        session = self._session()
        catalogue = await _ready(session)
        return await asyncio.to_thread(listed, session.profile, catalogue, session.today, part, most)

    async def found(self, query: str, language: str, most: int) -> Listed:
        session = self._session()
        catalogue = await _ready(session)
        services = {each.id for each in await session.catalogue.search(query, language)}
        return await asyncio.to_thread(
            found, session.profile, catalogue, session.today, query, services, most
        )

    async def overview(self) -> Overview:
        session = self._session()
        catalogue = await _ready(session)
        return await asyncio.to_thread(overview, session.profile, catalogue, session.today)

    async def latest_draft(self, service_id: str) -> RequestRow | None:
        session = self._session()
        catalogue = await session.catalogue.load()
        latest = await asyncio.to_thread(session.profile.drafts.latest, service_id)
        return None if latest is None else draft_row(latest, catalogue)

    async def open(self, request_id: str) -> OpenRequest | None:
        session = self._session()
        catalogue = await session.catalogue.load()
        return await asyncio.to_thread(_open, session.profile, request_id, catalogue, session.today)

    async def hold(self, request_id: str) -> None:
        session = self._session()
        await session.profile.outbox.hold(REQUEST, request_id)
        session.changed((REQUEST, request_id))

    async def resume(self, request_id: str) -> None:
        session = self._session()
        await session.profile.outbox.resume(REQUEST, request_id)
        session.changed((REQUEST, request_id))

    async def reopen(self, request_id: str) -> str:
        """Turn a refused request into a draft again, on today's form."""
        session = self._session()
        await session.catalogue.refresh()
        draft = await asyncio.to_thread(session.profile.requests.reopen, request_id)
        session.changed((REQUEST, request_id), (DRAFT, draft.id))
        return draft.id

    async def sent(self, request_id: str) -> OpenDraft | None:
        session = self._session()
        kept = await asyncio.to_thread(session.profile.requests.get, request_id)
        snapshot = await session.catalogue.snapshot()
        service = snapshot.catalogue.service(kept.request.service_id) if snapshot and kept else None
        if kept is None or snapshot is None or service is None:
            return None
        draft = kept.draft
        form = await session.catalogue.form(draft.service_id, draft.form_version) or service.form
        named = chain.from_iterable(draft.papers.values())
        documents = await asyncio.to_thread(session.profile.documents.some, named)
        return OpenDraft(draft, service, form, snapshot.wilayas, documents)

    async def use_again(self, request_id: str) -> str:
        session = self._session()
        draft = await asyncio.to_thread(session.profile.requests.copy, request_id, session.language)
        session.changed((DRAFT, draft.id))
        return draft.id

    async def receipt_pdf(self, request_id: str) -> bytes | None:
        """Return the receipt from the device, else from the ministry.

        The ministry makes it within seconds of the request; None until then. Raises a `MinistryError`.
        """
        session = self._session()
        profile = session.profile
        receipt = await asyncio.to_thread(_receipt, profile, request_id)
        for pause in _RECEIPT_PAUSES:
            if receipt is None:
                await asyncio.sleep(pause)
                session.events.on_change(await profile.case_sync.sync(request_id))
                receipt = await asyncio.to_thread(_receipt, profile, request_id)
        return None if receipt is None else await kept_paper(session, request_id, receipt.id)

    async def saves_data(self) -> bool:
        choice = await asyncio.to_thread(self._session().profile.sending_choice.get)
        return choice is not None and choice.save_data

    async def save_data(self, saves: bool) -> None:
        session = self._session()
        await asyncio.to_thread(session.profile.sending_choice.keep, SendingChoice(save_data=saves))
        await session.profile.outbox.reconsider()
        session.changed((REQUEST, ""))


async def _ready(session: Session) -> Catalogue | None:
    """Write to the disk all that was typed; return the catalogue."""
    catalogue = await session.catalogue.load()
    await asyncio.to_thread(session.profile.saver.flush)
    return catalogue


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
    appeals = appeals_in(case, catalogue, today)
    service = catalogue.service(service_id) if catalogue else None
    return OpenRequest(
        id=request_id,
        service=service,
        sending=kept.sending if kept else None,
        saved_at=datetime.fromisoformat(saved_at),
        reference=receipt.reference if receipt else case.reference if case else None,
        received_at=receipt.received_at if receipt else case.opened_at if case else None,
        case=case,
        appeals=appeals,
        agencies=[catalogue.agencies[key] for key in service.agencies] if catalogue and service else [],
        replies=replies,
        begun=_begun(profile, case),
        messages=sent.messages,
        clock=nearest(appeals),
        receipt_is_here=case is not None
        and case.receipt is not None
        and profile.cases.has_paper(case.receipt.id),
    )


def _receipt(profile: OpenProfile, request_id: str) -> CasePaper | None:
    case = profile.cases.get(request_id)
    return case.receipt if case else None


def _begun(profile: OpenProfile, case: Case | None) -> frozenset[str]:
    """Return the asks that the decision closed during a reply to them."""
    if case is None or not case.is_decided:
        return frozenset()
    written = {ask.id: profile.unsent.get(reply_id(ask.id)) for ask in case.asks if not ask.answered_at}
    return frozenset(ask_id for ask_id, unsent in written.items() if unsent.text.strip() or unsent.documents)
