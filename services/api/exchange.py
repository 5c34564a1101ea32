"""One HTTP exchange with the ministry: signed in, bounded in size and time, its failures typed.

JSON and tus go through it alike: `MinistryClient` and `Uploader` say what is sent and which answers they hope for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeAlias
from urllib.parse import quote

import httpx

from services import codec
from services.api.credentials import Credentials
from services.api.decoding import decode
from services.api.error_map import error_for
from services.api.pins import Pins
from services.api.tokens import TokenAnswer, TokenStore
from services.api.transport import (
    JSON_LIMIT,
    HttpAnswer,
    media_type,
    ministry_errors,
    new_http_client,
    read_answer,
)
from services.clock import Clock
from services.errors import ConnectivityError, ProtocolError

JSON = "application/json"
WHOLE_ANSWER = 120.0
"""Seconds for an exchange as a whole, without the time that files take: a server that drips cannot hold it for ever."""

Content: TypeAlias = bytes | Callable[[], AsyncIterator[bytes]]
"""What is sent; for one that is read while it goes, what begins it from its first byte."""


def path(*parts: str) -> str:
    """Join `/v1/` and the parts, each percent-encoded as one segment."""
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)


class Exchange:
    """What every request to the ministry goes through. Belongs to one event loop; close it with `aclose`.

    Raises `ConfigurationError` for an address that is none, or that is plain http beyond this machine. With
    `pins`, only a server with one of those keys is spoken to over TLS.
    """

    def __init__(
        self,
        base_url: str,
        tokens: TokenStore,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock,
        pins: Pins | None = None,
    ) -> None:
        self._http = new_http_client(base_url, transport, pins, clock)
        self._clock = clock
        self.credentials = Credentials(tokens, self._renew, clock)

    async def aclose(self) -> None:
        await self.credentials.settle()
        await self._http.aclose()

    def address(self, location: str, beside: str) -> httpx.URL | None:
        """Resolve `location`, as an answer of the URL `beside` says it.

        None where it says none, or one of another server: the token goes to the server that it was made for.
        """
        if not location:
            return None
        try:
            url = self._http.build_request("GET", beside).url.join(location)
        except httpx.InvalidURL:
            return None
        ours = self._http.base_url
        is_ours = (url.scheme, url.host, url.port) == (ours.scheme, ours.host, ours.port)
        return url if is_ours and not url.userinfo else None

    async def get(
        self,
        where: str,
        *,
        query: Mapping[str, Any] | None = None,
        etag: str | None = None,
        public: bool = False,
    ) -> HttpAnswer:
        """Fetch JSON; `is_unchanged` and no body if `etag` still names it."""
        headers = {"Accept": JSON} | ({"If-None-Match": etag} if etag else {})
        answer = await self.ask("GET", where, headers, query=query, public=public)
        return answer if answer.is_unchanged and etag else _expect_json(answer)

    async def send(self, method: str, where: str, body: Any, *, public: bool = False) -> HttpAnswer:
        """Send a JSON body and return the JSON answer; empty after 204."""
        headers = {"Accept": JSON, "Content-Type": JSON}
        answer = await self.ask(method, where, headers, codec.dump(body), public=public)
        return answer if answer.status == 204 else _expect_json(answer)

    async def ask(
        self,
        method: str,
        where: str | httpx.URL,
        headers: Mapping[str, str],
        body: Content | None = None,
        *,
        query: Mapping[str, Any] | None = None,
        public: bool = False,
        limit: int = JSON_LIMIT,
        timeout: httpx.Timeout | None = None,
    ) -> HttpAnswer:
        """Send, and read the whole answer, whatever its status.

        `error_for` turns an answer that the caller did not hope for into an error.

        Raises `ConnectivityError`, `ProtocolError` for more than `limit` bytes, and what `access_token` raises.
        """
        async with _in_time() as end:
            sent = _untimed(body, end) if callable(body) else body
            async with self.open(method, where, headers, sent, query, public, timeout) as response:
                if callable(body):  # it may be answered before all of it was sent
                    end.reschedule(_answer_due())
                return await read_answer(response, self._clock.now(), limit)

    @asynccontextmanager
    async def stream(self, where: str, *, accept: str) -> AsyncIterator[httpx.Response]:
        """Open a signed-in answer whose body is not read yet; raise refusals."""
        async with _in_time() as end, self.open("GET", where, {"Accept": accept}) as response:
            if response.status_code != 200:
                raise error_for(await read_answer(response, self._clock.now()))
            if media_type(response.headers) != accept:
                raise ProtocolError(response.status_code, media_type(response.headers))
            end.reschedule(None)
            yield response

    @asynccontextmanager
    async def open(
        self,
        method: str,
        where: str | httpx.URL,
        headers: Mapping[str, str],
        body: Content | None = None,
        query: Mapping[str, Any] | None = None,
        public: bool = False,
        timeout: httpx.Timeout | None = None,
    ) -> AsyncIterator[httpx.Response]:
        """Open an answer; renew a refused sign-in and repeat the request once."""

        async def request(token: str | None) -> httpx.Response:
            signed = {"Authorization": f"Bearer {token}"} if token else {}
            asked = self._http.build_request(
                method,
                where,
                headers={**headers, **signed},
                content=body() if callable(body) else body,
                params=query,
                timeout=timeout or httpx.USE_CLIENT_DEFAULT,
            )
            # No redirect is followed: the contract has none, and the token is for one server only.
            return await self._http.send(asked, stream=True, follow_redirects=False)

        token = None if public else await self.credentials.access_token()
        with ministry_errors():
            response = await request(token)
            if response.status_code == 401 and token is not None:
                await response.aclose()
                response = await request(await self.credentials.access_token(refused=token))
            try:
                yield response
            finally:
                await response.aclose()

    async def _renew(self, refresh_token: str) -> TokenAnswer:
        body = {"refresh_token": refresh_token}
        return decode(await self.send("POST", path("sign-in", "refresh"), body, public=True), TokenAnswer)


@asynccontextmanager
async def _in_time() -> AsyncIterator[asyncio.Timeout]:
    """Raise `ConnectivityError` where the block takes longer than `WHOLE_ANSWER`."""
    try:
        async with asyncio.timeout_at(_answer_due()) as end:
            yield end
    except TimeoutError as error:
        raise ConnectivityError("timeout") from error


def _answer_due() -> float:
    return asyncio.get_running_loop().time() + WHOLE_ANSWER


def _untimed(
    body: Callable[[], AsyncIterator[bytes]], end: asyncio.Timeout
) -> Callable[[], AsyncIterator[bytes]]:
    """Suspend the limit on the whole exchange while the body is sent.

    Each piece keeps its own time limit; how fast the line is cannot be known beforehand.
    """

    async def steps() -> AsyncIterator[bytes]:
        end.reschedule(None)
        async for step in body():
            yield step
        end.reschedule(_answer_due())

    return steps


def _expect_json(answer: HttpAnswer) -> HttpAnswer:
    if not 200 <= answer.status < 300:
        raise error_for(answer)
    if answer.media_type != JSON:
        raise ProtocolError(answer.status, answer.media_type)
    return answer
