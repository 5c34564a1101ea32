"""Where the browser hands over a picked file: straight into memory, never in clear on a disk.

Flet's own upload writes the file into a folder; this takes its place, with one-time addresses.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PREFIX = "/intake/"


@dataclass
class _Slot:
    limit: int
    content: asyncio.Future[bytes] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Intake:
    """One-time addresses that each take one file."""

    def __init__(self) -> None:
        self._slots: dict[str, _Slot] = {}

    def open(self, limit: int) -> tuple[str, asyncio.Future[bytes]]:
        """Open an address. Return it, and what arrives there.

        `limit` in bytes; cancelling the future closes the address.
        """
        token = secrets.token_urlsafe(24)
        slot = _Slot(limit)
        self._slots[token] = slot
        slot.content.add_done_callback(lambda _: self._slots.pop(token, None))
        return PREFIX + token, slot.content

    def close(self) -> None:
        """Close every address; who waits for a file is cancelled."""
        for slot in list(self._slots.values()):
            slot.content.cancel()

    async def take(self, request: Request) -> Response:
        # Imported here: a phone has an intake, but no server and no Starlette.
        from starlette.requests import ClientDisconnect
        from starlette.responses import Response

        slot = self._slots.pop(request.path_params["token"], None)
        if slot is None:
            return Response(status_code=404)
        taken = bytearray()
        try:
            async for chunk in request.stream():
                taken += chunk
                if len(taken) > slot.limit or slot.content.done():
                    return Response(status_code=413)
        except ClientDisconnect:
            if not slot.content.done():
                slot.content.set_exception(ConnectionResetError())
            return Response(status_code=400)
        if not slot.content.done():
            slot.content.set_result(bytes(taken))
        return Response(status_code=204)
