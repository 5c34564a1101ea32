"""A citizen of the load: signs in, brings papers, sends requests and messages, each of them twice at once."""

from __future__ import annotations

import asyncio
import json
import random
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx

from ministry.clock import utc_now
from ministry.contract.records import Person
from ministry.ids import new_id
from tests.contract.filling import filled
from tests.faults.workers.asking import Asker, name_of

_SENT_AT = "2026-11-21T17:41:07Z"
_TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


@dataclass
class Ledger:
    """What the ministry said that it has."""

    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: dict[tuple[str, str], str] = field(default_factory=dict)
    """(case, message) → text."""
    papers: dict[str, str] = field(default_factory=dict)
    """Document → SHA-256."""
    differing: list[Any] = field(default_factory=list)
    """Answers to the same thing that were not the same."""
    refreshed: int = 0


class Citizen:
    def __init__(
        self, asker: Asker, person: Person, data: Path, ledger: Ledger, source: random.Random
    ) -> None:
        self._asker, self._person, self._ledger, self._source = asker, person, ledger, source
        self._sms = data / "sms"
        self._tokens: dict[str, Any] = {}
        self._form: dict[str, Any] = {}

    async def live(self, done: asyncio.Event) -> None:
        """Until all is done. What was begun is finished."""
        await self._sign_in()
        services = (await self._asker.ask("GET", "/v1/catalogue")).json()["services"]
        self._form = next(each["form"] for each in services if each["id"] == "reimbursement")
        while not done.is_set():
            case_id = await self._request()
            if case_id is None:
                return  # the day's requests
            await self._message(case_id)
            for path in ("/v1/cases", f"/v1/cases/{case_id}", f"/v1/cases/{case_id}/messages"):
                answer = await self._ask("GET", path)
                assert answer.status_code == 200, answer.text
            await self._refresh()

    async def _request(self) -> str | None:
        request_id = new_id(utc_now())
        answers, papers = filled(self._form, utc_now().date())
        body = {
            "service_id": "reimbursement",
            "form_version": self._form["version"],
            "language": "fr",
            "created_at": _SENT_AT,
            "answers": answers,
            "papers": [{"question_id": question, **await self._paper()} for question in papers],
        }
        receipt = await self._twice(f"/v1/requests/{request_id}", body)
        if receipt is None:
            return None
        self._ledger.receipts[request_id] = receipt
        return request_id

    async def _message(self, case_id: str) -> None:
        message_id = new_id(utc_now())
        body = {"text": f"Bonjour {message_id}", "language": "fr", "sent_at": _SENT_AT}
        if await self._twice(f"/v1/cases/{case_id}/messages/{message_id}", body) is not None:
            self._ledger.messages[case_id, message_id] = body["text"]

    async def _twice(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """Send the same at once on two connections; None beyond the quota.

        As after an answer that was lost.
        """
        answers = await asyncio.gather(*(self._ask("PUT", path, json=body) for _ in range(2)))
        if any(name_of(answer) == "quota-reached" for answer in answers):
            return None
        assert all(answer.status_code in (200, 201) for answer in answers), [each.text for each in answers]
        first, second = (answer.json() for answer in answers)
        if first != second:
            self._ledger.differing.append((path, first, second))
        return dict(first)

    async def _paper(self) -> dict[str, str]:
        """Upload a document, whole or piece by piece."""
        content = b"%PDF-1.7\n" + self._source.randbytes(self._source.choice((2_000, 200_000)))
        named = {"document_id": new_id(utc_now()), "sha256": sha256(content).hexdigest()}
        pairs = {**named, "media_type": "application/pdf"}
        told = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in pairs.items())
        creation = {**_TUS, "Upload-Length": str(len(content)), "Upload-Metadata": told}
        whole = self._source.random() < 0.5
        first = await self._ask("POST", "/v1/uploads", headers=creation, content=content if whole else b"")
        assert first.status_code in (200, 201), first.text
        at, path = int(first.headers["Upload-Offset"]), f"/v1/uploads/{named['document_id']}"
        while at < len(content):
            piece = content[at : at + self._source.randrange(1, len(content))]
            sent = await self._once("PATCH", path, headers={**_TUS, "Upload-Offset": str(at)}, content=piece)
            if sent is None or sent.status_code != 204:
                sent = await self._ask("HEAD", path, headers=_TUS)
            assert "Upload-Offset" in sent.headers, (sent.status_code, sent.text)
            at = int(sent.headers["Upload-Offset"])
        self._ledger.papers[named["document_id"]] = named["sha256"]
        return named

    async def _refresh(self) -> None:
        """Refresh the tokens.

        An answer that was lost has used the token up: the next try ends the sign-in, and another one begins.
        """
        given = {"refresh_token": self._tokens["refresh_token"]}
        answer = await self._asker.ask("POST", "/v1/sign-in/refresh", json=given)
        if answer.status_code == 200:
            self._tokens = answer.json()
            self._ledger.refreshed += 1
        else:
            assert name_of(answer) == "token-reused", answer.text
            await self._sign_in()

    async def _sign_in(self) -> None:
        """Sign in, with another code if one is lost."""
        while True:
            asked = await self._asker.ask("POST", "/v1/sign-in/codes", json={"number": self._person.number})
            assert asked.status_code == 202, asked.text
            for _ in range(40):
                for code in await asyncio.to_thread(self._codes):
                    given = {"challenge_id": asked.json()["challenge_id"], "code": code}
                    answer = await self._asker.ask("POST", "/v1/sign-in/tokens", json=given)
                    if answer.status_code == 200:
                        self._tokens = answer.json()
                        return
                await asyncio.sleep(0.05)

    def _codes(self) -> list[str]:
        found = []
        for path in self._sms.glob("*.json"):
            with suppress(FileNotFoundError):  # somebody else's, who took it
                message = json.loads(path.read_text() or "{}")
                if message.get("to") == self._person.phone:
                    found.append(str(message["code"]))
                    path.unlink()
        return found

    async def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return await self._asker.ask(method, path, **self._signed(more))

    async def _once(self, method: str, path: str, **more: Any) -> httpx.Response | None:
        return await self._asker.once(method, path, **self._signed(more))

    def _signed(self, more: dict[str, Any]) -> dict[str, Any]:
        bearer = {"Authorization": f"Bearer {self._tokens['access_token']}"}
        return {**more, "headers": {**more.get("headers", {}), **bearer}}
