"""One exchange with the ministry: signed in, bounded in size and time, its failures typed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import httpx

from services import codec
from services.api.credentials import Session
from services.api.decoding import decode
from services.api.error_map import error_for
from services.api.pins import Pins
from services.api.tokens import TokenAnswer, TokenStore
from services.api.transport import (
    WHOLE_ANSWER,
    Answer,
    media_type,
    ministry_errors,
    new_http_client,
    read_answer,
)
from services.clock import Clock
from services.errors import ConnectivityError, ProtocolError

JSON = "application/json"


def path(*parts: str) -> str:
    """`/v1/` and the parts, each kept to its own segment whatever it holds."""
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)


class Connection:
    """What every call of `MinistryClient` goes through."""

    def __init__(
        self,
        base_url: str,
        tokens: TokenStore,
        transport: httpx.AsyncBaseTransport | None,
        clock: Clock,
        pins: Pins | None = None,
    ) -> None:
        self.http = new_http_client(base_url, transport, pins, clock)
        self.session = Session(tokens, self._renew, clock)
        self._clock = clock

    async def close(self) -> None:
        await self.session.settle()
        await self.http.aclose()

    async def get(
        self,
        where: str,
        *,
        query: Mapping[str, Any] | None = None,
        etag: str | None = None,
        public: bool = False,
    ) -> Answer:
        """A JSON answer; without a body (`is_unchanged`) when it still is what `etag` names."""
        headers = {"Accept": JSON} | ({"If-None-Match": etag} if etag else {})
        answer = await self._exchange("GET", where, headers, params=query, public=public)
        return answer if answer.is_unchanged and etag else _expect_json(answer)

    async def send(self, method: str, where: str, body: Any, *, public: bool = False) -> Answer:
        """The answer to a JSON body; empty after 204."""
        headers = {"Accept": JSON, "Content-Type": JSON}
        answer = await self._exchange(method, where, headers, content=codec.dump(body), public=public)
        return answer if answer.status == 204 else _expect_json(answer)

    @asynccontextmanager
    async def stream(self, where: str, *, accept: str) -> AsyncIterator[httpx.Response]:
        """A signed-in answer whose body has not been read; refusals are raised."""
        async with self._open("GET", where, {"Accept": accept}, public=False) as response:
            if response.status_code != 200:
                raise error_for(await read_answer(response), self._clock.now())
            if media_type(response.headers) != accept:
                raise ProtocolError(response.status_code, media_type(response.headers))
            yield response

    async def _exchange(self, method: str, where: str, headers: Mapping[str, str], **rest: Any) -> Answer:
        try:
            async with asyncio.timeout(WHOLE_ANSWER), self._open(method, where, headers, **rest) as response:
                answer = await read_answer(response)
        except TimeoutError as error:
            raise ConnectivityError("timeout") from error
        if answer.is_unchanged or 200 <= answer.status < 300:
            return answer
        raise error_for(answer, self._clock.now())

    @asynccontextmanager
    async def _open(
        self, method: str, where: str, headers: Mapping[str, str], *, public: bool, **rest: Any
    ) -> AsyncIterator[httpx.Response]:
        """The answer's head; renews the sign-in and asks again where its token is refused."""
        token = None if public else await self.session.access_token()
        with ministry_errors():
            response = await self._request(method, where, headers, token, rest)
            if response.status_code == 401 and token is not None:
                await response.aclose()
                token = await self.session.access_token(refused=token)
                response = await self._request(method, where, headers, token, rest)
            try:
                yield response
            finally:
                await response.aclose()

    async def _request(
        self, method: str, where: str, headers: Mapping[str, str], token: str | None, rest: Mapping[str, Any]
    ) -> httpx.Response:
        signed = {"Authorization": f"Bearer {token}"} if token else {}
        request = self.http.build_request(method, where, headers={**headers, **signed}, **rest)
        return await self.http.send(request, stream=True)

    async def _renew(self, refresh_token: str) -> TokenAnswer:
        answer = await self.send(
            "POST", path("sign-in", "refresh"), {"refresh_token": refresh_token}, public=True
        )
        return decode(answer, TokenAnswer)


def _expect_json(answer: Answer) -> Answer:
    if answer.is_unchanged or answer.media_type != JSON:
        raise ProtocolError(answer.status, answer.media_type)
    return answer
