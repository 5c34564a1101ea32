"""What a connection to the app's own server may cost, from any program of this machine.

A browser sends a body with its length and waits for each answer before it asks again. A client that does otherwise is
refused before anything is spent on it: h11 takes 15 microseconds for each chunk, if it has one byte and if nobody
reads it (docs/adr/0027).
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SLICE = 1024
"""Bytes that are parsed at once, but for a body with a length."""
MOST_LATE = 64 * 1024
"""Bytes of a body that are still taken when it is answered, so that the connection can go on."""
LATE_SECONDS = 1.0
LINGER_SECONDS = 1.0
"""How long a browser may take to read its answer before the connection is reset."""
_NO_LENGTH = b"HTTP/1.1 411 Length Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class BrowserProtocol(H11Protocol):
    """One connection of a browser."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._late = 0
        self._ending = False
        self._deadline: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._ending:
            self._count(len(data))
        while data and not self._is_over():
            size = len(data) if self._is_in_body() and not self._is_chunked() else SLICE
            super().data_received(data[:size])
            if not self._is_over():
                self._bound_body(min(size, len(data)))
            data = data[size:]

    def on_response_complete(self) -> None:
        if self.conn.their_state is h11.DONE and self.conn.trailing_data[0]:
            self.transport.close()  # a request in advance
        super().on_response_complete()
        if not self._is_over() and self._is_in_body():
            self._late = 0
            self._deadline = self.loop.call_later(LATE_SECONDS, self._end)

    def _bound_body(self, size: int) -> None:
        if not self._is_in_body():
            self._stop_waiting()
        elif self._is_chunked():
            if not self.cycle.response_started:
                self.cycle.disconnected = True  # the reader of the body stops, and its answer goes nowhere
                self.cycle.message_event.set()
                self.transport.write(_NO_LENGTH)
            self._end()
        elif self.cycle.response_complete:
            self._count(size)

    def _count(self, size: int) -> None:
        self._late += size
        if self._late <= MOST_LATE:
            return
        if self._ending:
            self.flow.pause_reading()
        else:
            self._end()

    def _end(self) -> None:
        """Parse no more; close later, so that the answer is read."""
        self._stop_waiting()
        self._ending = True
        self.transport.write_eof()
        self._deadline = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    def _is_in_body(self) -> bool:
        return self.conn.their_state is h11.SEND_BODY

    def _is_chunked(self) -> bool:
        return any(name == b"transfer-encoding" for name, _ in self.headers)

    def _is_over(self) -> bool:
        """True if nothing more is parsed: closed, closing, or a window's."""
        return self._ending or self.transport.is_closing() or self not in self.connections

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
