"""The guard around the app's own server in browser mode: nobody but the person's browser gets in.

Flet's server alone answers any Host and any Origin, allows every origin and shows its documentation
(measured). This guard stands in front of it: the Host and Origin of this server only (against DNS rebinding
and hostile pages), a launch token that becomes an HttpOnly SameSite=Strict cookie (against other users of the
device), and a policy under which the page can reach nothing but this server.
"""

from __future__ import annotations

import hmac
import secrets
from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "qarib"
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


class LoopbackGuard:
    """ASGI middleware. `address` is what a browser opens: it carries the launch token."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._host = f"127.0.0.1:{port}"
        self._launch = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self._policy = _POLICY.format(ws=f"ws://{self._host}").encode()

    @property
    def address(self) -> str:
        return f"http://{self._host}/?t={self._launch}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        at_home = self._is_at_home(scope, headers)
        if at_home and self._launches(scope):
            await self._let_in(send)
        elif at_home and self._is_known(headers) and scope["path"] not in _CLOSED:
            await self._app(scope, receive, self._hardened(send))
        else:
            await _refuse(scope, receive, send)

    def _is_at_home(self, scope: Scope, headers: dict[str, str]) -> bool:
        if headers.get("host") != self._host:
            return False
        reads = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        return reads or headers.get("origin") == f"http://{self._host}"

    def _is_known(self, headers: dict[str, str]) -> bool:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        return cookie is not None and hmac.compare_digest(cookie.value, self._session)

    def _launches(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["path"] != "/":
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("t", [""])[0]
        return hmac.compare_digest(given.encode(), self._launch.encode())

    async def _let_in(self, send: Send) -> None:
        cookie = f"{COOKIE}={self._session}; HttpOnly; SameSite=Strict; Path=/"
        headers = [
            (b"location", b"/"),
            (b"cache-control", b"no-store"),
            (b"referrer-policy", b"no-referrer"),
            (b"set-cookie", cookie.encode()),
        ]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _hardened(self, send: Send) -> Send:
        async def harden(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [
                    (key, value)
                    for key, value in message["headers"]
                    if key.lower() != b"access-control-allow-origin"
                ]
                kept += [
                    (b"content-security-policy", self._policy),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                    (b"cross-origin-resource-policy", b"same-origin"),
                ]
                message = {**message, "headers": kept}
            await send(message)

        return harden


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4403})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b"Forbidden"})
