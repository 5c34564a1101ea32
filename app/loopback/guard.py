"""The guard around the app's own server in browser mode: nobody but the person's browser gets in.

Flet's server alone answers any Host and any Origin, allows every origin and shows its documentation
(measured). This guard is in front of it: the Host and Origin of this server only (against DNS rebinding
and hostile pages), a launch link that is good once and becomes an HttpOnly SameSite=Strict cookie, connections
of this user only (against other users of the device), and a policy under which the page can reach nothing but
this server. docs/security.md says what each check is against.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.loopback import refusal
from app.loopback.entrance import BrowserSession, Entrance
from app.loopback.peers import Address, is_stranger
from services.clock import Clock, SystemClock

COOKIE = "qarib"
NOT_ALLOWED = 4403
"""Close code of a window that may not open."""
SESSION_OVER = 4401
"""Close code of a window whose session ended: a newer link was used."""
_CLOSED = ("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect", "/upload", "/oauth_callback")

# Flutter's engine compiles WebAssembly and starts workers from blobs; inline styles are its own.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:",
        "connect-src 'self' {ws} data: blob:",
        "img-src 'self' data: blob:",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "media-src 'self' blob:",
        "base-uri 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
_EVERYWHERE = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}
# Flet's own headers. The first would let any page read. The second, with cross-origin-opener-policy, isolates the page,
# and Flutter then draws in a second thread. That build of its renderer has mutexes that do nothing, so both threads
# change one cache of glyphs: one journey in some forty hung for good in FreeType's hinting. Ends when Flet bundles a
# Flutter with flutter/flutter#190039. Lost is the isolation of timers and shared memory, which the app does not use;
# on two cores no difference in speed was seen. Android and the desktop do not draw this way.
_LEFT_OUT = (b"access-control-", b"cross-origin-embedder-policy")
_NO_STORE = (b"cache-control", b"no-store")
_OPENING = ("navigate", "document")
"""How a browser names the opening of a page in a window of its own (W3C Fetch Metadata)."""


class LoopbackGuard:
    """ASGI middleware. `is_stranger` tells of a connection whether it is another user's."""

    def __init__(
        self,
        app: ASGIApp,
        port: int,
        clock: Clock | None = None,
        is_stranger: Callable[[Address, Address], bool] = is_stranger,
    ) -> None:
        self._app = app
        self._host = f"127.0.0.1:{port}"
        self._entrance = Entrance(clock or SystemClock())
        self._is_stranger = is_stranger
        self._policy = _POLICY.format(ws=f"ws://{self._host}").encode()

    def new_address(self) -> str:
        """Return an address with a new token; the link before ends."""
        return f"http://{self._host}/?t={self._entrance.new_link()}"

    def has_ended(self) -> bool:
        """True if the session is over and a new address is needed."""
        return self._entrance.has_ended()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        if not self._is_at_home(scope, headers) or self._is_foreign_connection(scope):
            await _refuse(scope, receive, send)
            return
        entered_with = map(self._entrance.session, _cookies(scope))
        session = next((session for session in entered_with if session is not None), None)
        token = _launch_token(scope, headers)
        if token is not None and (entered := self._entrance.enter(token)):
            await self._let_in(entered, send)
        elif token is not None and session is not None:
            # The link again, in the browser that it opened: reloaded, or found in the history.
            await self._let_in(session, send)
        elif session is not None and scope["path"] not in _CLOSED:
            async with _staying(scope, send, session):
                await self._app(scope, receive, self._hardened(send))
        else:
            await _refuse(
                scope, receive, send, explain=headers.get("sec-fetch-mode", "navigate") == "navigate"
            )

    def _is_at_home(self, scope: Scope, headers: dict[str, str]) -> bool:
        """True if this server's page or the person sent the request."""
        if headers.get("host") != self._host:
            return False
        reads = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        origin = headers.get("origin", None if reads else "")
        if origin not in (None, f"http://{self._host}"):
            return False
        # Another port of 127.0.0.1 is the same site: SameSite does not keep its pages out, this does.
        if headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none"):
            return True
        return reads and (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == _OPENING

    def _is_foreign_connection(self, scope: Scope) -> bool:
        peer, own = scope.get("client"), scope.get("server")
        return peer is not None and own is not None and self._is_stranger(tuple(peer), tuple(own))

    async def _let_in(self, session: BrowserSession, send: Send) -> None:
        cookie = f"{COOKIE}={session.value}; HttpOnly; SameSite=Strict; Path=/"
        headers = [(b"location", b"/"), _NO_STORE, (b"set-cookie", cookie.encode()), *_EVERYWHERE.items()]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _hardened(self, send: Send) -> Send:
        async def harden(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {**_EVERYWHERE, b"content-security-policy": self._policy}
                kept = [
                    (key, value)
                    for key, value in message["headers"]
                    if not key.lower().startswith(_LEFT_OUT) and key.lower() not in ours
                ]
                if not _is_program(kept):
                    kept = [*((key, value) for key, value in kept if key.lower() != _NO_STORE[0]), _NO_STORE]
                message = {**message, "headers": [*kept, *ours.items()]}
            await send(message)

        return harden


def _launch_token(scope: Scope, headers: dict[str, str]) -> str | None:
    """Return the token of a launch link that a person opens.

    What a browser fetches ahead does not use it up.
    """
    if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
        return None
    if "prefetch" in headers.get("sec-purpose", headers.get("purpose", "")):
        return None
    given = parse_qs(scope["query_string"].decode("latin-1")).get("t")
    return given[0] if given else None


def _cookies(scope: Scope) -> Iterator[str]:
    """Yield every value that the browser sends under our cookie's name.

    A browser sends the cookies of a host to all of its ports (RFC 6265, section 8.5): other programs of this machine
    may have set anything, under our name too. What cannot be read is passed over; a parser that gives up on it
    would keep the person out.
    """
    for header, content in scope["headers"]:
        if header.lower() == b"cookie":
            for pair in content.decode("latin-1").split(";"):
                name, _, value = pair.partition("=")
                if name.strip() == COOKIE:
                    yield value.strip().strip('"')


@asynccontextmanager
async def _staying(scope: Scope, send: Send, session: BrowserSession) -> AsyncIterator[None]:
    """Keep the session while a window is open, and close both together."""
    if scope["type"] != "websocket":
        yield
        return

    async def close_at_the_end() -> None:
        await session.over.wait()
        await send({"type": "websocket.close", "code": SESSION_OVER})

    closing = asyncio.create_task(close_at_the_end())
    try:
        with session.window():
            yield
    finally:
        closing.cancel()
        # A window that closes by itself at this very moment cannot be closed again.
        with suppress(asyncio.CancelledError, RuntimeError):
            await closing


def _is_program(headers: list[tuple[bytes, bytes]]) -> bool:
    """True if an answer is the program's, the same for everybody."""
    kind = dict(headers).get(b"content-type", b"")
    return not kind.startswith((b"text/html", b"text/plain", b"application/json")) and bool(kind)


async def _refuse(scope: Scope, receive: Receive, send: Send, *, explain: bool = False) -> None:
    """Answer 403; with `explain`, in words for the person."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": NOT_ALLOWED})
        return
    kind, body = (b"text/html", refusal.page()) if explain else (b"text/plain", b"Forbidden")
    headers = [
        (b"content-type", kind + b"; charset=utf-8"),
        (b"content-security-policy", refusal.POLICY.encode()),
        _NO_STORE,
        *_EVERYWHERE.items(),
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
