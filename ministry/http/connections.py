"""What a connection may cost before anything of it is understood: bytes, pieces, seconds, and a place.

uvicorn's parser in C gathers a head of any length, and its limit holds for the one in Python only. It calls back for
each chunk of a body, if it has one byte and if nobody reads it. A connection that sends nothing is kept for ever.
All of this is ended here (docs/adr/0027).
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from ministry.http.turns import Deadline, HeldFlow, Turns

MOST_FIELDS = 100
MOST_AHEAD = 8
"""Requests that may be sent on one connection before the first is answered."""
HEAD_SECONDS = 10.0
SLICE = 4096
"""Bytes that are parsed at once: seven hundred chunks of one byte, which cost a millisecond."""
MOST_PIECES = 128
"""Pieces of a body that are taken in one turn; a slice of a body with a length is one piece."""
PIECE_COST = 32
MOST_FRAMING = 128 * 1024
"""Bytes around its chunks, and `PIECE_COST` for each, that a body may have beyond the bytes within them."""
MOST_LATE = 64 * 1024
"""Bytes of a body that are still taken when it is answered, so that the connection can go on."""
LATE_SECONDS = 1.0
LINGER_SECONDS = 1.0
"""How long a client may take to read its answer before the connection is reset."""


class TooMuchError(Exception):
    """A head has too many bytes or fields, or there are too many heads. The parser takes it and stops."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection. Of too many, the one that has owed its request for the longest time is closed."""

    _owing: ClassVar[dict[BoundedProtocol, None]] = {}
    """Connections that have sent no whole request since they were made or answered, the oldest first."""
    _turns: ClassVar[Turns] = Turns()
    most: ClassVar[int]
    """Connections of this process."""
    most_head: ClassVar[int]
    """Bytes of a request before its body, and of what may stand behind it."""
    flow: HeldFlow

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._rest = bytearray()
        """What came and was not parsed yet."""
        self._unread = 0
        """Bytes since the parser last gave anything of lasting use: it may be keeping them."""
        self._head = 0
        self._fields = 0
        self._in_body = False
        self._length: int | None = None
        """What the head says of the body; None for one in chunks."""
        self._received = self._payload = self._pieces = self._in_turn = 0
        self._too_much = False
        self._is_last = False
        """True if the answer that is being sent ends the connection."""
        self._ending = False
        self._late = 0
        self._deadline = Deadline(self.loop)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.flow = HeldFlow(transport)
        self._owing[self] = None
        self._deadline.set(HEAD_SECONDS, self.give_up)
        if len(self.connections) > self.most:
            next(iter(self._owing)).give_up()

    def connection_lost(self, exc: Exception | None) -> None:
        self._ending = True
        self._rest.clear()
        self._forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._ending:
            self._late += len(data)
            if self._late > MOST_LATE:
                self.flow.hold()
            return
        waits = bool(self._rest)
        self._rest += data
        if not waits:
            self._parse()

    def give_up(self) -> None:
        self._forget()
        self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """Refuse a request that the parser stopped, or one too large."""
        if self._too_much:
            self._refuse(431)
        else:
            super().send_400_response(msg)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = self._fields = 0
        self._length = None

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header, or a trailer behind a body."""
        self._fields += 1
        self._count(len(name) + len(value))
        if name.lower() == b"content-length" and not self._in_body:
            self._length = int(value)  # the parser knows that it is a number
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._unread = 0
        if len(self.pipeline) >= MOST_AHEAD:
            self._too_much = True
            raise TooMuchError
        self._in_body = True
        self._received = self._payload = self._pieces = 0
        super().on_headers_complete()
        self.cycle.send = partial(self._send, self.cycle)  # type: ignore[method-assign]

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        self._pieces += 1
        self._in_turn += 1
        self._payload += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unread = 0
        self._in_body = False
        self._owing.pop(self, None)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        if self._is_last and not self._is_over():
            self._end() if self._in_body else self.transport.close()
        super().on_response_complete()
        if not self.transport.is_closing() and self._is_answered():
            self._owing.setdefault(self, None)
            if self._in_body and not self._ending:
                self._deadline.set(LATE_SECONDS, self._end)

    async def _send(self, cycle: RequestResponseCycle, message: Any) -> None:
        """Send a part of an answer.

        If too much of the body is to come, tells the client that the answer is the last. uvicorn closes the
        connection with a last answer, which resets it where anything was not read.
        """
        in_body = cycle is self.cycle and self._in_body
        if message["type"] != "http.response.start" or not in_body:
            await RequestResponseCycle.send(cycle, message)
            return
        if self._length is None or self._length - self._payload > MOST_LATE:
            cycle.keep_alive = False
        await RequestResponseCycle.send(cycle, message)
        if not cycle.keep_alive:
            self._is_last = cycle.keep_alive = True

    def _parse(self) -> None:
        """Parse some of what came, so that other connections need not wait."""
        self._in_turn = 0
        while self._rest and not self._is_over():
            if self._in_turn >= MOST_PIECES:
                self._watch()
                self.flow.hold()
                self._turns.wait(self.loop, self._parse)
                return
            part = bytes(self._rest[:SLICE])
            del self._rest[:SLICE]
            self._feed(part)
        if not self._is_over():
            self._watch()
            self.flow.let_go()

    def _watch(self) -> None:
        """Set the time limit for what is waited for."""
        if not self._is_answered():
            self._deadline.clear()
        elif self._in_body:
            self._deadline.set(LATE_SECONDS, self._end)
        else:
            self._deadline.set(HEAD_SECONDS, self.give_up)

    def _feed(self, part: bytes) -> None:
        self._unread += len(part)
        super().data_received(part)
        self._received += len(part)
        if self._is_over():
            return
        if self._unread > self.most_head:
            self._refuse(431)
        elif self._in_body and self._is_padded():
            self._refuse(413)

    def _is_padded(self) -> bool:
        """True if a body's chunks cost far more than their content."""
        framing = self._received - self._payload + PIECE_COST * self._pieces
        return self._length is None and framing > MOST_FRAMING + self._payload

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > self.most_head or self._fields > MOST_FIELDS:
            self._too_much = True
            raise TooMuchError

    def _refuse(self, status: int) -> None:
        if not self._is_answered():
            if not self._in_body or self.pipeline or self.cycle.response_started:
                self.give_up()  # in the middle of an answer there is no place for another
                return
            self.cycle.disconnected = True  # the reader of the body stops, and its answer is not sent
            self.cycle.message_event.set()
        self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self._end()

    def _end(self) -> None:
        """Parse no more, and leave the client `LINGER_SECONDS` to read."""
        self._ending = True
        self._rest.clear()
        self.flow.let_go()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._deadline.clear()
        self._deadline.set(LINGER_SECONDS, self.give_up)

    def _is_answered(self) -> bool:
        """True if no request is being answered at the moment."""
        return self.cycle is None or self.cycle.response_complete

    def _is_over(self) -> bool:
        return self._ending or self.transport.is_closing()

    def _forget(self) -> None:
        self._deadline.clear()
        self._owing.pop(self, None)
