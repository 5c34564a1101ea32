"""GET and POST /seal: a page for everybody that says whether the seal of a document holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response

from ministry.auth.limits import Limits, address_turn
from ministry.http.multipart import file_of
from ministry.http.room import Room
from ministry.letters.seal import Standing
from ministry.letters.seal_page import POLICY, language_of, seal_page
from ministry.problems import Problem
from ministry.server import Ministry

MOST_BYTES = 5_000_000
"""The most bytes of a document; a letter of the fund has some 60,000."""
_AROUND = 10_000
"""Bytes of a form around its file."""
_MOST_HELD = 8 * (MOST_BYTES + _AROUND)
"""Bytes of documents that a process holds at the same time, all in memory: nothing is kept."""
_WRONG: Mapping[str, str] = {"too-large": "too_large", "rate-limited": "limited", "unavailable": "busy"}

Language = Annotated[str | None, Query(alias="lang")]


def router(ministry: Ministry) -> APIRouter:
    context, seal = ministry.context, ministry.seal
    limits = Limits(ministry.secret, context.settings)
    routes = APIRouter(prefix="/seal")
    room, turn = Room(_MOST_HELD), CapacityLimiter(1)

    @routes.get("")
    async def get_seal_page(request: Request, language: Language = None) -> Response:
        return _page(seal_page(_language(request, language)))

    @routes.post("")
    async def check_seal(request: Request, language: Language = None) -> Response:
        spoken = _language(request, language)
        try:
            standing = await _check(request)
        except Problem as problem:
            return _page(seal_page(spoken, _WRONG[problem.name]), problem.status, problem.headers)
        if standing is None:
            return _page(seal_page(spoken, "nothing"), 400)
        return _page(seal_page(spoken, standing))

    async def _check(request: Request) -> Standing | None:
        """Check the seal of the document in the form.

        None where the form has none.
        """
        address, now = limits.address(request), context.clock()
        async with context.database.write(address_turn(address)) as session:
            await limits.hold_seal_check(session, address, now)
        async with room.body(request, MOST_BYTES + _AROUND) as body:
            content = file_of(request.headers.get("content-type", ""), body, "paper")
            if not content:
                return None
            if len(content) > MOST_BYTES:
                raise Problem("too-large")
            return await run_sync(seal.standing, content, limiter=turn)

    return routes


def _language(request: Request, asked: str | None) -> str:
    return language_of(asked, request.headers.get("accept-language", ""))


def _page(html: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    told = {"Content-Security-Policy": POLICY, "Vary": "Accept-Language", **(headers or {})}
    return Response(html, status, told, "text/html; charset=utf-8")
