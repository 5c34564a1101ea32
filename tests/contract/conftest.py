"""The real application in this process, over a real database and folder, with a clock that tests move."""

from __future__ import annotations

import json
import warnings
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from ministry.app import create_app
from ministry.auth.people import enrolment
from ministry.catalogue.loader import load
from ministry.contract.records import Person, Text
from ministry.demo import CITIZEN
from ministry.ids import new_id
from ministry.requests.service import ALGERIA
from ministry.server import open_ministry
from ministry.settings import Settings
from tests.blocking import BlockingMinistry
from tests.contract.filling import filled
from tests.postgres import database_of, written

with warnings.catch_warnings():
    # It would rather have a successor of httpx, which nothing else here uses.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

CATALOGUE = load()

AMINA = CITIZEN
BRAHIM = Person(
    number="855512300743",
    first_name=Text(ar="إبراهيم", fr="Brahim"),
    last_name=Text(ar="بن علي", fr="Benali"),
    birth_date="1985-02-03",
    gender="m",
    phone="+213550000043",
    wilaya="15",
    commune="1501",
    address="12 rue des Oliviers",
)
PDF = b"%PDF-1.7\n% an invented paper\n"


class MovingClock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class World:
    """The ministry with its clock, and shorthands for what a client does."""

    ministry: BlockingMinistry
    app: FastAPI
    http: TestClient
    clock: MovingClock
    tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def new_id(self) -> str:
        return new_id(self.clock())

    def form(self, service_id: str) -> dict[str, Any]:
        services = self.http.get("/v1/catalogue").json()["services"]
        form: dict[str, Any] = next(each["form"] for each in services if each["id"] == service_id)
        return form

    def code_for(self, number: str) -> tuple[str, str | None]:
        """Ask for a code; return the challenge and the code that arrived."""
        answer = self.http.post("/v1/sign-in/codes", json={"number": number})
        assert answer.status_code == 202, answer.text
        self.ministry.delivery.send(answer.json()["challenge_id"])
        folder = self.ministry.context.settings.outgoing_sms
        messages = sorted(folder.glob("*.json")) if folder.exists() else []
        code = json.loads(messages[-1].read_text())["code"] if messages else None
        for message in messages:
            message.unlink()
        return answer.json()["challenge_id"], code

    def sign_in(self, number: str) -> dict[str, Any]:
        challenge, code = self.code_for(number)
        answer = self.http.post("/v1/sign-in/tokens", json={"challenge_id": challenge, "code": code})
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens

    def bearer(self, person: Person = AMINA) -> dict[str, str]:
        """Signed in, again if the time of the access token is over."""
        token, until = self.tokens.get(person.number, ("", self.clock()))
        if until <= self.clock():
            tokens = self.sign_in(person.number)
            token, until = tokens["access_token"], self.clock() + timedelta(seconds=tokens["expires_in"])
            self.tokens[person.number] = token, until
        return {"Authorization": f"Bearer {token}"}

    def upload(self, content: bytes = PDF, person: Person = AMINA) -> dict[str, str]:
        """Upload a document; return its id and SHA-256 as requests do."""
        named = {"document_id": self.new_id(), "sha256": sha256(content).hexdigest()}
        metadata = {**named, "media_type": "application/pdf"}
        answer = self.http.post(
            "/v1/uploads",
            content=content,
            headers={
                **self.bearer(person),
                "Tus-Resumable": "1.0.0",
                "Upload-Length": str(len(content)),
                "Upload-Metadata": ",".join(
                    f"{key} {b64encode(value.encode()).decode()}" for key, value in metadata.items()
                ),
                "Content-Type": "application/offset+octet-stream",
            },
        )
        assert answer.status_code == 201, answer.text
        return named

    def request_body(
        self, service_id: str, person: Person = AMINA, language: str = "fr", **chosen: Any
    ) -> dict[str, Any]:
        """Return a body that the ministry takes, its papers uploaded."""
        form = self.form(service_id)
        answers, papers = filled(form, self.clock().astimezone(ALGERIA).date(), **chosen)
        return {
            "service_id": service_id,
            "form_version": form["version"],
            "language": language,
            "created_at": "2026-11-21T17:41:07Z",
            "answers": answers,
            "papers": [{"question_id": question_id, **self.upload(person=person)} for question_id in papers],
        }

    def put(self, path: str, body: Any, person: Person = AMINA) -> Any:
        return self.http.put(path, json=body, headers=self.bearer(person))

    def get(self, path: str, person: Person = AMINA, **headers: str) -> Any:
        return self.http.get(path, headers={**self.bearer(person), **headers})

    def sent(self, service_id: str = "affiliation_certificate", language: str = "fr") -> str:
        """Send a request; return its id."""
        request_id = self.new_id()
        answer = self.put(f"/v1/requests/{request_id}", self.request_body(service_id, language=language))
        assert answer.status_code == 201, answer.text
        return request_id


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def ministry(tmp_path: Path, clock: MovingClock) -> Iterator[BlockingMinistry]:
    settings = Settings(
        data=tmp_path / "ministry",
        database_url=database_of(tmp_path / "ministry"),
        jobs=False,
        codes_per_hour=20,
        number_codes_per_hour=30,
        number_codes_per_day=500,
        address_codes_per_hour=5_000,
        address_failures_per_hour=5_000,
    )
    opened = BlockingMinistry(open_ministry(settings, clock, CATALOGUE))
    with written(opened.context.database) as session:
        for person in (AMINA, BRAHIM):
            session.execute(enrolment(person, clock()))
    yield opened
    opened.close()


@pytest.fixture
def world(ministry: BlockingMinistry, clock: MovingClock) -> Iterator[World]:
    app = create_app(ministry.real)
    with TestClient(app, base_url="http://ministry", raise_server_exceptions=False) as http:
        yield World(ministry, app, http, clock)


def problem(answer: Any) -> str:
    """Return the name of the problem that was answered."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert answer.json()["status"] == answer.status_code
    return str(answer.json()["type"]).removeprefix("urn:qarib:problem:")
