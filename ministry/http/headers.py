"""Around every request: headers that harden the answer, and one line of log without personal data."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ministry.addresses import ASKED_FROM, site
from ministry.http.answers import problem_answer
from ministry.problems import Problem

_log = logging.getLogger("ministry.access")

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Cache-Control": "no-store",
}
"""OWASP ASVS 5.0, V3.4. Routes say their own Cache-Control where a copy may be kept."""
_SENT = [(name.lower().encode(), value.encode()) for name, value in SECURITY.items()]


class Surround:
    """The log names the route's pattern, never the path, the query or the person."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _is_packed(scope):
            # Nothing here unpacks bodies: what is small on the way stays as small (decompression bombs).
            app: ASGIApp = problem_answer(Problem("unsupported-media-type", "A body is sent as it is."))
        else:
            app = self._app
        ASKED_FROM.set(site(scope["client"][0]) if scope.get("client") else "")
        began = time.perf_counter()
        status = 500

        async def harden(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                said = {name for name, _ in message["headers"]}
                added = [header for header in _SENT if header[0] not in said]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        try:
            await app(scope, receive, harden)
        finally:
            _log.info(
                "answered",
                extra={
                    "method": scope["method"],
                    "route": getattr(scope.get("route"), "path", None),
                    "status": status,
                    "ms": round((time.perf_counter() - began) * 1000, 1),
                },
            )


def _is_packed(scope: Scope) -> bool:
    """True if the body has a content coding (RFC 9110, section 8.4)."""
    codings = [value for name, value in scope["headers"] if name.lower() == b"content-encoding"]
    return any(value.strip().lower() not in (b"", b"identity") for value in codings)
