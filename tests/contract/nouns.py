"""The nouns that people send. What all promise is asked of each in `NOUNS`.

Those of `ministry.own` are found in the contract; any other joins with one entry.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from ministry.contract.records import Person
from tests.contract.conftest import AMINA, PDF, World
from tests.contract.test_document import operations, resolve

SENT_AT, EARLIER = "2026-11-21T18:00:00Z", "2025-01-01T00:00:00Z"
TUS = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}


@dataclass(frozen=True)
class Sending:
    """A new record that a person is about to send."""

    name: str
    """The operation, as `operations()` of the contract names it."""
    ids: dict[str, str]
    """By the contract's parameters; its own is the last."""
    body: dict[str, Any]
    other: dict[str, Any]
    """Another body, which its id must not take once the first was taken."""

    @property
    def id(self) -> str:
        return list(self.ids.values())[-1]

    @property
    def path(self) -> str:
        return self.name.split(" ")[1].format(**self.ids)

    def send(self, world: World, person: Person = AMINA, body: dict[str, Any] | None = None) -> Any:
        """Send it, each time with its members in another order."""
        text = json.dumps(body or dict(reversed(self.body.items())), indent=4 if body else None)
        headers = {**world.bearer(person), "Content-Type": "application/json; charset=utf-8"}
        return world.http.put(self.path, content=text, headers=headers)

    def receipt(self, answer: Any) -> Any:
        """Return what its sender keeps of the answer."""
        return answer.json()


class UploadSending(Sending):
    """An upload that begins; its body is the metadata of tus."""

    def send(self, world: World, person: Person = AMINA, body: dict[str, Any] | None = None) -> Any:
        metadata = {"media_type": "application/pdf", **(body or self.body)}
        told = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in metadata.items())
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(PDF)), "Upload-Metadata": told}
        return world.http.post("/v1/uploads", headers={**world.bearer(person), **headers})

    def receipt(self, answer: Any) -> Any:
        return answer.headers["location"], answer.headers["upload-offset"]


@dataclass(frozen=True)
class Noun:
    """`begin` makes a new record of it, in this case or in one of its own; `sends` is the operationId.

    `lists` are the paths on which it is listed, each with True where the newest is first.
    """

    name: str
    sends: str
    begin: Callable[[World, str | None], Sending]
    lists: dict[str, bool] = field(default_factory=dict)


def _request(world: World, case_id: str | None) -> Sending:
    body = world.request_body("medical_transport")
    ids = {"id": case_id or world.new_id()}
    return Sending("PUT /v1/requests/{id}", ids, body, {**body, "language": "ar"})


def _message(world: World, case_id: str | None) -> Sending:
    body = {"text": "Bonjour", "language": "fr", "sent_at": SENT_AT}
    ids = {"id": case_id or world.sent(), "message_id": world.new_id()}
    return Sending("PUT /v1/cases/{id}/messages/{message_id}", ids, body, {**body, "text": "Autre"})


def _reply(world: World, case_id: str | None) -> Sending:
    case_id = case_id or world.sent("medical_transport")
    question = world.get(f"/v1/requests/{case_id}").json()["request"]["papers"][0]["question_id"]
    ask_id = world.ministry.desk.ask(case_id, question, "La page est coupée.")
    body = {"papers": [{"question_id": question, **world.upload()}], "sent_at": SENT_AT}
    ids = {"id": case_id, "ask_id": ask_id, "reply_id": world.new_id()}
    name = "PUT /v1/cases/{id}/asks/{ask_id}/replies/{reply_id}"
    return Sending(name, ids, body, {**body, "note": "Autre"})


def _upload(world: World, case_id: str | None) -> Sending:
    ids = {"document_id": world.new_id()}
    body = {**ids, "sha256": sha256(PDF).hexdigest()}
    return UploadSending("POST /v1/uploads", ids, body, {**body, "sha256": sha256(b"other").hexdigest()})


def own_noun(name: str, sends: str, body: dict[str, Any], other: dict[str, Any]) -> Noun:
    """Describe a noun of `ministry.own`, as PUT /v1/concerns/{concern_id}."""
    path, _, parameter = name.removeprefix("PUT ").rpartition("/")

    def begin(world: World, _: str | None) -> Sending:
        return Sending(name, {parameter.strip("{}"): world.new_id()}, body, other)

    return Noun(path.rpartition("/")[2], sends, begin, {path: True})


def _of_the_contract() -> Iterator[Noun]:
    for name, operation in operations():
        # A request has a body by its form, and an entry of its own.
        if MAKES.fullmatch(name) and operation["operationId"] != "sendRequest":
            examples = operation["requestBody"]["content"]["application/json"]["examples"]
            body = resolve(next(iter(examples.values())))["value"]
            yield own_noun(name, operation["operationId"], body, {**body, "sent_at": EARLIER})


MAKES = re.compile(r"PUT /v1/\w+/\{\w+\}")
"""Operations that make a record of an id that nobody used."""
OWN = [*_of_the_contract()]
NOUNS = [
    Noun("request", "sendRequest", _request, {"/v1/requests": True, "/v1/cases": True}),
    Noun("message", "sendMessage", _message, {"/v1/cases/{id}/messages": False}),
    Noun("reply", "replyToAsk", _reply),
    Noun("upload", "createUpload", _upload),
    *OWN,
]


@dataclass
class Belongings:
    """What one person has at the ministry, by the contract's parameters."""

    ids: dict[str, str]
    bodies: dict[str, dict[str, Any]]


def belongings(world: World) -> Belongings:
    """Let Amina have one of each noun, and a decided case."""
    case_id, has = world.new_id(), Belongings({}, {})
    for noun in NOUNS:
        sending = noun.begin(world, case_id)
        answer = sending.send(world)
        assert answer.status_code == 201, answer.text
        has.ids |= sending.ids
        if not isinstance(sending, UploadSending):
            has.bodies[sending.name] = sending.body
    world.ministry.desk.decide(case_id, "accepted", "Conforme.")
    has.ids["paper_id"] = world.get(f"/v1/cases/{case_id}").json()["decision"]["papers"][0]["id"]
    return has


def call(world: World, name: str, has: Belongings, headers: dict[str, str]) -> Any:
    method, path = name.split(" ")
    body = {"json": has.bodies[name]} if name in has.bodies else {}
    tus = TUS if "/uploads" in path else {}
    return world.http.request(method, path.format(**has.ids), headers={**tus, **headers}, **body)
