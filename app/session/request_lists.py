"""The lists of home and "my requests": what is chosen of the rows, and in which order. Every call blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from datetime import date

from app.session.open_profile import OpenProfile
from app.session.request_rows import draft_row, request_rows
from screens.given import Listed, Overview, Part, RequestRow
from screens.requests.parts import is_running, part_of
from screens.requests.row import needed, waiting
from services.catalogue.folding import fold
from services.models.catalogue import Catalogue, Service
from services.outbox.policy import FROM_ARCHIVE
from services.outbox.queue import SendQueue

_CALLS = 10
"""Requests that wait for the person, in the overview; the list has them all."""
_FEW = 3
"""Of those under way, and of the services used before."""


def listed(
    profile: OpenProfile, catalogue: Catalogue | None, today: date, part: Part | None, most: int
) -> Listed:
    """Return at most `most` rows of a part.

    Without one, of the part with what waits for the person, or of the first that has any.
    """
    parts: defaultdict[Part, list[RequestRow]] = defaultdict(list)
    for row in (rows := request_rows(profile, catalogue, today)):
        parts[part_of(row, today)].append(row)
    counts = {each: len(parts[each]) for each in Part} | {Part.DRAFTS: profile.drafts.count()}
    called = [part_of(row, today) for row in waiting(rows)[:1]] if part is None else [part]
    shown = next(iter([*called, *(each for each in Part if counts[each])]), Part.UNDER_WAY)
    if shown is Part.DRAFTS:
        rows = [draft_row(draft, catalogue, profile) for draft in profile.drafts.list(most)]
    else:
        rows = _waiting_first(parts[shown])[:most]
    return Listed(rows, counts[shown], shown, counts)


def found(
    profile: OpenProfile,
    catalogue: Catalogue | None,
    today: date,
    query: str,
    services: Set[str],
    most: int,
) -> Listed:
    """Return the rows with the typed reference, else those of `services`."""
    rows = request_rows(profile, catalogue, today)
    typed = _signs(query)
    matching = [row for row in rows if row.reference and typed in _signs(row.reference)] if typed else []
    if not matching:
        rows += [draft_row(draft, catalogue) for draft in profile.drafts.list()]
        matching = _waiting_first(row for row in rows if row.service and row.service.id in services)
    return Listed(matching[:most], len(matching), None, {})


def overview(profile: OpenProfile, catalogue: Catalogue | None, today: date) -> Overview:
    rows = request_rows(profile, catalogue, today)
    called = waiting(rows)
    ids = {row.id for row in called}
    going_on = [row for row in rows if row.id not in ids and _goes_on(row)]
    going_on.sort(key=lambda row: (row.clock.last_safe_day if row.clock else None) or date.max)
    return Overview(
        calls=called[:_CALLS],
        waiting=sum(not state.messages for row in called for state in needed(row)),
        unread_messages=sum(row.case.unread_messages for row in rows if row.case),
        under_way=going_on[:_FEW],
        all_under_way=len(going_on),
        used=_services(rows)[:_FEW],
        drafts=profile.drafts.count(),
        requests=len(rows),
        from_archive=len(SendQueue(profile.vault).held_for(FROM_ARCHIVE)),
    )


def _goes_on(row: RequestRow) -> bool:
    return row.case is None or not row.case.is_decided or is_running(row)


def _services(rows: Iterable[RequestRow]) -> list[Service]:
    return [*{row.service.id: row.service for row in rows if row.service}.values()]


def _waiting_first(rows: Iterable[RequestRow]) -> list[RequestRow]:
    """Sort the latest first, after those that wait for the person."""
    latest = sorted(rows, key=lambda row: row.updated_at, reverse=True)
    called = waiting(latest)
    ids = {row.id for row in called}
    return called + [row for row in latest if row.id not in ids]


def _signs(text: str) -> str:
    """Return letters and digits alone, as a search sees them."""
    return fold(text).replace(" ", "")
