"""The ministry's API (contract/openapi.yaml) as the app calls it.

Every call raises the `MinistryError`s of `services.errors`; none holds a body, a token or a name.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import Any, TypeVar

import httpx

from services import codec
from services.api.decoding import decode
from services.api.exchange import Exchange, path
from services.api.pins import Pins
from services.api.responses import Fetched, Versioned
from services.api.tokens import TokenAnswer, TokenStore
from services.api.transport import chunks
from services.api.uploader import Uploader
from services.clock import Clock
from services.errors import MinistryError, ProtocolError
from services.models.case import Case, CasePaper, Message
from services.models.contract import (
    MAX_PAPER,
    CasePage,
    Challenge,
    CodeGiven,
    CodeState,
    CodeWanted,
    MessagePage,
    Person,
    Receipt,
    ReceiptPage,
    RefreshTokenGiven,
    ReplyReceipt,
    Request,
    RequestWithReceipt,
)
from services.models.own import HasId
from services.models.reply import Reply

T = TypeVar("T")
Whole = TypeVar("Whole", bound=HasId)


class MinistryClient:
    """A client on one event loop; close it with `aclose`. It raises what `Exchange` raises."""

    def __init__(
        self,
        base_url: str,
        tokens: TokenStore,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock,
        pins: Pins | None = None,
    ) -> None:
        self._exchange = Exchange(base_url, tokens, transport=transport, clock=clock, pins=pins)
        self.uploader = Uploader(self._exchange)

    async def aclose(self) -> None:
        await self._exchange.aclose()

    async def is_reachable(self) -> bool:
        """True if the ministry itself answers, not a captive portal."""
        try:
            await self._exchange.get("/healthz", public=True)
        except MinistryError:
            return False
        return True

    # Sign-in

    async def request_code(self, number: str) -> Challenge:
        """Have a one-time code sent to a person's phone.

        The fund knows the phone by the social security number.
        """
        body = CodeWanted(number)
        answer = await self._exchange.send("POST", path("sign-in", "codes"), body, public=True)
        return decode(answer, Challenge)

    async def code_state(self, challenge_id: str) -> str:
        """Fetch whether the message with a code left: `waiting`, `sent` or `failed`."""
        fetched = await self._exchange.get(path("sign-in", "codes", challenge_id), public=True)
        return decode(fetched, CodeState).state

    async def sign_in(self, challenge_id: str, code: str) -> None:
        """Trade the code for tokens and keep them. `AuthenticationError`: wrong-code, code-expired."""
        body = CodeGiven(challenge_id, code)
        answer = await self._exchange.send("POST", path("sign-in", "tokens"), body, public=True)
        await self._exchange.credentials.open(decode(answer, TokenAnswer))

    async def is_signed_in(self) -> bool:
        """True if this device holds a sign-in; the ministry may disagree."""
        return await self._exchange.credentials.tokens() is not None

    async def sign_out(self) -> bool:
        """Forget the sign-in on this device; True if the ministry ended it.

        Without a network its tokens end by themselves.
        """
        tokens = await self._exchange.credentials.close()
        if tokens is None:
            return True
        try:
            body = RefreshTokenGiven(tokens.refresh)
            await self._exchange.send("POST", path("sign-out"), body, public=True)
        except MinistryError:
            return False
        return True

    # Reading

    async def person(self) -> Person:
        return await self._read(path("person"), Person)

    async def catalogue(self, etag: str | None = None) -> Fetched | None:
        """Return the catalogue's bytes, or None if they are those of `etag`."""
        return await self._fetch(path("catalogue"), etag)

    async def places(self, etag: str | None = None) -> Fetched | None:
        """Return the places' bytes, or None if they are those of `etag`."""
        return await self._fetch(path("places"), etag)

    async def requests(self, cursor: str | None = None, *, limit: int | None = None) -> ReceiptPage:
        """Return a page of receipts, newest first."""
        return await self._page(path("requests"), ReceiptPage, cursor, limit)

    async def request(self, request_id: str) -> RequestWithReceipt:
        return await self._read(path("requests", request_id), RequestWithReceipt)

    async def cases(self, cursor: str | None = None, *, limit: int | None = None) -> CasePage:
        return await self._page(path("cases"), CasePage, cursor, limit)

    async def case(self, case_id: str, etag: str | None = None) -> Versioned[Case] | None:
        """Return the case, or None if it still is what `etag` names."""
        answer = await self._exchange.get(path("cases", case_id), etag=etag)
        return None if answer.is_unchanged else Versioned(decode(answer, Case), answer.etag)

    async def messages(
        self, case_id: str, cursor: str | None = None, *, limit: int | None = None
    ) -> MessagePage:
        """Return a page of messages, oldest first.

        The agency's messages count as read from then on.
        """
        return await self._page(path("cases", case_id, "messages"), MessagePage, cursor, limit)

    async def paper(self, case_id: str, paper: CasePaper) -> AsyncIterator[bytes]:
        """Yield the bytes of a paper of the fund.

        Raises `ProtocolError`, at the last byte at the latest, when they are not those that the case announces: throw
        away what was read then.
        """
        where = path("cases", case_id, "papers", paper.id)
        digest, size = hashlib.sha256(), 0
        async with self._exchange.stream(where, accept=paper.media_type) as response:
            async for chunk in chunks(response):
                size += len(chunk)
                if size > min(paper.size, MAX_PAPER):
                    raise ProtocolError(response.status_code, paper.media_type)
                digest.update(chunk)
                yield chunk
            if size != paper.size or digest.hexdigest() != paper.sha256:
                raise ProtocolError(response.status_code, paper.media_type)

    # Sending: the same thing sent again has the effect of sending it once.

    async def send_request(self, request: Request) -> Receipt:
        """Send a request; the receipt is the same however often.

        `RefusedError`: conflict, form-withdrawn, validation, paper-missing.
        """
        return await self._put(path("requests", request.id), _body(request, "id"), Receipt)

    async def send_message(self, message: Message) -> Message:
        """Send a message. Return it as the ministry keeps it."""
        where = path("cases", message.case_id, "messages", message.id)
        return await self._put(where, _body(message, "id", "case_id", "sender"), Message)

    async def send_reply(self, reply: Reply) -> str:
        """Send a reply. Return when the ministry received it (RFC 3339).

        `RefusedError`: conflict, case-decided, validation, paper-missing.
        """
        where = path("cases", reply.case_id, "asks", reply.ask_id, "replies", reply.id)
        body = _body(reply, "id", "case_id", "ask_id")
        return (await self._put(where, body, ReplyReceipt)).received_at

    async def send_own(self, at: str, record: Whole) -> Whole:
        """Send a record; return what the ministry keeps of it."""
        return await self._put(path(at, record.id), _body(record, "id"), type(record))

    async def own(self, at: str, page: type[T], etag: str | None) -> Versioned[T] | None:
        """Fetch the first page, or None if `etag` still names it."""
        answer = await self._exchange.get(path(at), etag=etag)
        return None if answer.is_unchanged else Versioned(decode(answer, page), answer.etag)

    async def more_own(self, at: str, page: type[T], cursor: str) -> T:
        """Fetch the page that follows."""
        return await self._page(path(at), page, cursor, None)

    async def _read(self, where: str, target: type[T]) -> T:
        return decode(await self._exchange.get(where), target)

    async def _fetch(self, where: str, etag: str | None) -> Fetched | None:
        answer = await self._exchange.get(where, etag=etag, public=True)
        return None if answer.is_unchanged else Fetched(answer.body, answer.etag)

    async def _page(self, where: str, target: type[T], cursor: str | None, limit: int | None) -> T:
        query = {"cursor": cursor, "limit": limit}
        asked = {name: value for name, value in query.items() if value is not None}
        return decode(await self._exchange.get(where, query=asked), target)

    async def _put(self, where: str, body: Any, target: type[T]) -> T:
        return decode(await self._exchange.send("PUT", where, body), target)


def _body(record: Any, *in_the_path: str) -> dict[str, Any]:
    """Return a record without what its address says or the ministry knows."""
    return {name: value for name, value in codec.unstructure(record).items() if name not in in_the_path}
