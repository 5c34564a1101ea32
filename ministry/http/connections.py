"""What a connection may cost before anything of it is understood: bytes, seconds, and a place.

uvicorn's parser in C gathers a head of any length, and its limit holds for the one in Python only. A connection
that sends nothing is kept for ever. Both are ended here (docs/adr/0073).
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

MOST_FIELDS = 100
MOST_AHEAD = 8
"""Requests that may be sent on one connection before the first is answered."""
HEAD_SECONDS = 10.0


class TooMuchError(Exception):
    """A head has too many bytes or fields, or there are too many heads. The parser takes it and stops."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection. Of too many, the one that has owed its request for the longest time is closed."""

    _owing: ClassVar[dict[BoundedProtocol, None]] = {}
    """Connections that have sent no whole request since they were made or answered, the oldest first."""
    most: ClassVar[int]
    """Connections of this process."""
    most_head: ClassVar[int]
    """Bytes of a request before its body, and of what may stand behind it."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._unread = 0
        """Bytes since the parser last gave anything of lasting use: it may be keeping them."""
        self._head = 0
        self._fields = 0
        self._in_body = False
        self._too_much = False
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._owing[self] = None
        self._wait_for_head()
        if len(self.connections) > self.most:
            next(iter(self._owing)).give_up()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unread += len(data)
        super().data_received(data)
        if self._is_closing():
            return
        if self._unread > self.most_head:
            self._refuse()
        elif self._is_answered() and not self._in_body:
            self._wait_for_head()
        else:
            self._stop_waiting()

    def give_up(self) -> None:
        self._forget()
        self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """The parser stopped: by itself, or because it was too much."""
        if self._too_much:
            self._refuse()
        else:
            super().send_400_response(msg)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = self._fields = 0

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Also of what stands behind a body."""
        self._fields += 1
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._unread = 0
        if len(self.pipeline) >= MOST_AHEAD:
            self._too_much = True
            raise TooMuchError
        self._in_body = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unread = 0
        self._in_body = False
        self._owing.pop(self, None)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._is_closing() and self._is_answered():
            self._owing.setdefault(self, None)

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > self.most_head or self._fields > MOST_FIELDS:
            self._too_much = True
            raise TooMuchError

    def _refuse(self) -> None:
        if self._is_answered():
            self.transport.write(STATUS_LINE[431] + b"content-length: 0\r\nconnection: close\r\n\r\n")
            self.transport.close()
        else:
            self.give_up()  # in the middle of an answer there is no place for another

    def _is_answered(self) -> bool:
        """Whether nothing is being answered: the next head is waited for, or what is left of a refused body."""
        return self.cycle is None or self.cycle.response_complete

    def _is_closing(self) -> bool:
        return self.transport.is_closing()

    def _wait_for_head(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_SECONDS, self.give_up)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _forget(self) -> None:
        self._stop_waiting()
        self._owing.pop(self, None)
