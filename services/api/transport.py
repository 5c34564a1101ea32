"""The one seam to httpx: how the connection is made, how much is read, and what its failures are called."""

from __future__ import annotations

import logging
import ssl
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx

from services.api.pins import Pins
from services.api.trust import is_about_trust, is_loopback, ministry_address, ssl_context
from services.clock import Clock
from services.errors import ConnectivityError, ProtocolError

JSON_LIMIT = 4 * 1024 * 1024
"""Bytes of the largest JSON answer that is read."""
TIMEOUT = httpx.Timeout(connect=10.0, read=30.0, write=30.0, pool=10.0)
"""Seconds; `read` and `write` are for one piece, not for the whole."""
TUS_VERSION = "1.0.0"

_PIECE = 64 * 1024
"""Bytes that are decompressed at once: a thousand times as much may come out of them."""
_GZIP = 16 + zlib.MAX_WBITS

# They log every address and every head of an answer: an address names a case, a head may hold a token.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, repr=False)
class HttpAnswer:
    """An answer that was read to its end. Never part of a text: its body may name a person."""

    status: int
    headers: httpx.Headers
    body: bytes
    came_at: datetime
    """The time of arrival by this device's clock."""

    @property
    def media_type(self) -> str:
        return media_type(self.headers)

    @property
    def is_unchanged(self) -> bool:
        """True if the answer is 304: the sent `ETag` still holds."""
        return self.status == 304

    @property
    def is_tus(self) -> bool:
        """True if a tus server answered: a proxy names no version."""
        return self.header("tus-resumable") == TUS_VERSION

    @property
    def etag(self) -> str | None:
        return self.header("etag") or None

    def header(self, name: str) -> str:
        """Return a header's value, empty where there is none."""
        value: str = self.headers.get(name, "")
        return value.strip()

    def number(self, name: str) -> int | None:
        """Return the number that a header holds; None for any other text."""
        value = self.header(name)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


def new_http_client(
    base_url: str,
    transport: httpx.AsyncBaseTransport | None,
    pins: Pins | None = None,
    clock: Clock | None = None,
) -> httpx.AsyncClient:
    """Make a client that follows no redirect.

    The contract has no redirects, and the page of a network's sign-in portal must not see a token.

    Raises `ConfigurationError`.
    """
    address = ministry_address(base_url)
    local = is_loopback(address.host)
    secure = address.scheme == "https" and transport is None
    return httpx.AsyncClient(
        base_url=address,
        transport=transport,
        # Where nothing is to be verified, one that trusts nobody: httpx' own takes 20 ms to read all authorities.
        verify=ssl_context(pins, clock) if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        timeout=TIMEOUT,
        follow_redirects=False,
        # The one coding that is read in pieces below: of others a few bytes can become any number at once.
        headers={"Accept-Encoding": "gzip"},
        # A proxy of the environment is for the world outside, not for this machine.
        trust_env=not local,
    )


@contextmanager
def ministry_errors() -> Iterator[None]:
    """Turn what httpx raises into errors of the services."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise ConnectivityError("timeout") from error
    except httpx.TransportError as error:
        raise ConnectivityError("insecure" if is_about_trust(error) else "unreachable") from error


async def chunks(response: httpx.Response) -> AsyncIterator[bytes]:
    """Yield the body, decompressed in pieces of at most 64 KiB.

    So a caller that counts the bytes can stop in time. Raises `ProtocolError` for a coding other than gzip and for a
    broken body.
    """
    if response.is_stream_consumed:
        # A transport that is not the network's may give answers that it has read and unpacked itself.
        yield response.content
        return
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding == "identity":
        async for raw in response.aiter_raw():
            yield raw
        return
    broken = ProtocolError(response.status_code, media_type(response.headers))
    if coding != "gzip":
        raise broken
    unpacked, is_empty = zlib.decompressobj(_GZIP), True
    async for raw in response.aiter_raw():
        rest = raw
        is_empty = is_empty and not raw
        while rest:
            try:
                piece = unpacked.decompress(rest, _PIECE)
            except zlib.error as error:
                raise broken from error
            yield piece
            rest = unpacked.unconsumed_tail
    # A 304 has no body, but may repeat the headers of the 200 answer that it replaces (RFC 9110, 15.4.5).
    if not unpacked.eof and not is_empty:
        raise broken


async def read_answer(response: httpx.Response, now: datetime, limit: int = JSON_LIMIT) -> HttpAnswer:
    """Read the whole answer.

    Raises `ProtocolError` as soon as it is longer than `limit` bytes.
    """
    body = bytearray()
    async for chunk in chunks(response):
        body += chunk
        if len(body) > limit:
            raise ProtocolError(response.status_code, media_type(response.headers))
    return HttpAnswer(response.status_code, response.headers, bytes(body), now)


def media_type(headers: httpx.Headers) -> str:
    """Return the media type without its parameters: `application/json` of `application/json; charset=utf-8`.

    Empty if it is longer than 100 signs or not ASCII.
    """
    name = headers.get("content-type", "").partition(";")[0].strip().lower()
    return name if len(name) <= 100 and name.isascii() else ""
