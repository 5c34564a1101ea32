"""A model of the ministry: it keeps the contract and has the troubles that a test gives it."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any, BinaryIO

from services import codec
from services.errors import (
    AuthenticationError,
    ConnectivityError,
    ProtocolError,
    RefusedError,
    ServerError,
)
from services.models.case import Message
from services.models.contract import FieldError
from services.models.document import Document
from services.models.request import Receipt, Request
from services.replies import Reply

PIECE = 4


class Trouble(Enum):
    """What goes wrong with one call; `LOST` and `KILLED_AFTER` come after the effect."""

    CUT = "cut"
    LOST = "lost"
    BUSY = "busy"
    HTML = "html"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    BROKEN = "broken"
    KILLED = "killed"
    KILLED_AFTER = "killed_after"


class Killed(BaseException):
    """The process ends here: nothing after it runs."""


class ModelMinistry:
    """Both ends of the wire: the client that the outbox calls, and the server's logic behind it."""

    def __init__(self, *, idempotent: bool = True) -> None:
        self.idempotent = idempotent
        self.reachable = True
        self.signed_in = True
        self.troubles: deque[Trouble] = deque()
        self.trouble_of: dict[str, Trouble] = {}
        self.effects: Counter[str] = Counter()
        self.bodies: dict[str, Any] = {}
        self.receipts: dict[str, Receipt] = {}
        self.uploads: dict[str, bytearray] = {}
        self.whole: set[str] = set()
        self.bytes_sent = 0
        self.calls: list[str] = []
        self.retry_after: float | None = None

    async def send_request(self, request: Request) -> Receipt:
        def effect() -> Receipt:
            for paper in request.papers:
                if paper.document_id not in self.whole:
                    raise RefusedError("paper-missing", 422)
            reference = f"QRST-{len(self.receipts):04}"
            return Receipt(request.id, reference, request.service_id, "2026-01-04T09:00:00Z")

        receipt: Receipt = self._put(request.id, codec.unstructure(request), effect)
        self.receipts[request.id] = receipt
        return receipt

    async def send_message(self, message: Message) -> Message:
        sent: Message = self._put(message.id, codec.unstructure(message), lambda: message)
        return sent

    async def send_reply(self, reply: Reply) -> str:
        received_at: str = self._put(reply.id, codec.unstructure(reply), lambda: "2026-01-04T09:00:00Z")
        return received_at

    def _put(self, record_id: str, body: Any, effect: Callable[[], Any]) -> Any:
        self.calls.append(record_id)
        trouble = self._enter(self.trouble_of.get(record_id))
        if self.idempotent and record_id in self.bodies:
            known, answer = self.bodies[record_id]
            if known != body:
                raise RefusedError("conflict", 409)
        else:
            if trouble is Trouble.REFUSED:
                raise RefusedError("validation", 422, [FieldError("/answers/name", "required")])
            if trouble is Trouble.WITHDRAWN:
                raise RefusedError("form-withdrawn", 409)
            answer = effect()
            self.effects[record_id] += 1
            self.bodies[record_id] = (body, answer)
        self._leave(trouble)
        return answer

    async def upload(
        self,
        document: Document,
        source: BinaryIO,
        on_progress: Callable[[int], None],
        on_location: Callable[[str], Awaitable[None]],
    ) -> None:
        """Upload as tus does: create, learn the offset, go on."""
        if document.upload_url is not None and document.id not in self.uploads:
            raise RefusedError("upload-gone", 410)
        self._leave(self._enter())
        content = self.uploads.setdefault(document.id, bytearray())
        await on_location(f"/v1/uploads/{document.id}")
        source.seek(len(content))
        while piece := source.read(PIECE):
            trouble = self._enter()
            content += piece
            self.bytes_sent += len(piece)
            self._leave(trouble)
            on_progress(len(content))
        assert hashlib.sha256(content).hexdigest() == document.sha256
        self.whole.add(document.id)

    def lose_uploads(self) -> None:
        """Expire what was uploaded and not yet named."""
        self.uploads.clear()
        self.whole.clear()

    def _enter(self, trouble: Trouble | None = None) -> Trouble | None:
        if not self.reachable:
            raise ConnectivityError
        if not self.signed_in:
            raise AuthenticationError
        if trouble is None and self.troubles:
            trouble = self.troubles.popleft()
        match trouble:
            case Trouble.CUT:
                raise ConnectivityError("timeout")
            case Trouble.BUSY:
                raise ServerError(503, self.retry_after, "unavailable")
            case Trouble.HTML:
                raise ProtocolError(200, "text/html")
            case Trouble.BROKEN:
                raise ZeroDivisionError
            case Trouble.KILLED:
                raise Killed
        return trouble

    def _leave(self, trouble: Trouble | None) -> None:
        if trouble is Trouble.LOST:
            raise ConnectivityError("timeout")
        if trouble is Trouble.KILLED_AFTER:
            raise Killed
