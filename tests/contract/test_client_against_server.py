"""Every call of the client against the real server, each exchange held against the contract."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from ministry import demo
from ministry.app import create_app
from ministry.server import open_ministry
from ministry.settings import Settings
from services.api import InMemoryTokenStore, MinistryClient, every
from services.catalogue.decoding import decode_catalogue, decode_places
from services.clock import ManualClock, rfc3339
from services.errors import AuthenticationError, RefusedError
from services.forms.answers import answers
from services.forms.conditions import visible_questions
from services.forms.dates import date_parts
from services.forms.validation import check, check_form
from services.ids import uuid7
from services.models.case import CaseState, Message
from services.models.catalogue import Catalogue, Form, Question, QuestionType
from services.models.document import Document
from services.models.request import AttachedPaper, RawInput, Request
from services.replies import Reply
from tests.blocking import ApartTransport, BlockingMinistry
from tests.contract.kept import Contract, Held

BASE = "http://localhost"
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class World:
    clock: ManualClock
    ministry: BlockingMinistry
    client: MinistryClient
    held: Held
    tokens: InMemoryTokenStore
    catalogue: Catalogue

    def id(self) -> str:
        return uuid7(self.clock)

    def now(self) -> str:
        return rfc3339(self.clock.now())

    async def upload(self, question_id: str) -> AttachedPaper:
        content = PDF + self.id().encode()
        sha256 = hashlib.sha256(content).hexdigest()
        document = Document(self.id(), "paper.pdf", "application/pdf", len(content), sha256, self.now())

        async def keep(_location: str) -> None: ...

        await self.client.uploader.upload(document, BytesIO(content), lambda _: None, keep)
        return AttachedPaper(question_id, document.id, sha256)

    async def request(self, service_id: str = "reimbursement", take: int = 0) -> Request:
        service = self.catalogue.service(service_id)
        assert service is not None
        inputs = filled(service.form, self.clock.now().date(), take)
        shown = visible_questions(service.form, inputs)
        papers = [await self.upload(each.id) for each in shown if each.type is QuestionType.PAPER]
        attached = {paper.question_id: [paper.document_id] for paper in papers}
        assert check_form(service.form, inputs, attached, self.clock.now().date()) == []
        sent, version = answers(service.form, inputs), service.form.version
        return Request(self.id(), service_id, version, "fr", self.now(), sent, papers)


@pytest.fixture(scope="module")
def contract() -> Contract:
    return Contract()


@pytest.fixture(scope="module")
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory, clock: ManualClock) -> Iterator[BlockingMinistry]:
    """A ministry opened once: publishing the catalogue takes seconds."""
    settings = Settings(data=tmp_path_factory.mktemp("ministry"), demo=True, codes_per_hour=1000)
    ministry = BlockingMinistry(open_ministry(settings, clock.now))
    yield ministry
    ministry.close()


@pytest.fixture
async def world(clock: ManualClock, ministry: BlockingMinistry, contract: Contract) -> AsyncIterator[World]:
    """The demo citizen, newly signed in."""
    held = Held(ApartTransport(create_app(ministry.real)), contract)
    tokens = InMemoryTokenStore()
    client = MinistryClient(BASE, tokens, transport=held, clock=clock)
    challenge = await client.request_code(demo.CITIZEN.number)
    assert challenge.phone_hint.endswith("42")
    await client.sign_in(challenge.challenge_id, demo.CODE)
    fetched = await client.catalogue()
    assert fetched is not None
    catalogue, too_new = decode_catalogue(fetched.raw)
    assert too_new == []
    yield World(clock, ministry, client, held, tokens, catalogue)
    await client.aclose()


def filled(form: Form, today: date, take: int) -> dict[str, RawInput]:
    """Return inputs that can be sent.

    Of what each question would take, the first (`take` 0) or the last (-1).
    """
    inputs: dict[str, RawInput] = {}
    while True:
        missing = [
            question
            for question in visible_questions(form, inputs)
            if question.id not in inputs and question.type is not QuestionType.PAPER
        ]
        if not missing:
            return inputs
        question = missing[0]
        good = [
            raw
            for raw in _candidates(question, today)
            if check(question, raw, inputs=inputs, form=form, today=today) is None
        ]
        assert good, f"no example answers {question.id}"
        inputs[question.id] = good[take]


def _candidates(question: Question, today: date) -> list[RawInput]:
    values = [option.value for option in question.options]
    examples: list[RawInput] = [*(question.example or {}).values()]
    ago = (0, 1, 2, 10, 40, 400, 4000, 8000, 12000, 25000, -1, -10, -40)
    typed: dict[QuestionType, list[RawInput]] = {
        QuestionType.YES_NO: [True, False],
        QuestionType.ONE_OF: [*values],
        QuestionType.SEVERAL_OF: [values, values[-1:]],
        QuestionType.DATE: [dict(date_parts((today - timedelta(days=each)).isoformat())) for each in ago],
        QuestionType.PLACE: [{"wilaya": "15", "commune": "1501"}],
        QuestionType.NUMBER: ["١٢", "1", "3", "40", "1 200,50", "45.000", "0", "2020"],
        QuestionType.PHONE: ["0550 12 34 56"],
        QuestionType.NIN: ["109 850 123 456 789 012"],
        QuestionType.NSS: ["80 1234 5678 90"],
        QuestionType.ACCOUNT: ["1234567 clé 68", "007 99999 0001234567 62"],
    }
    return typed.get(question.type) or [*examples, "Une réponse", "un mot, puis un autre " * 3, "AB123"]


EVERY_SERVICE = sorted(path.stem for path in Path(demo.__file__).parent.glob("catalogue/services/*.yaml"))


@pytest.mark.parametrize("take", [0, -1], ids=["first", "last"])
@pytest.mark.parametrize("service_id", EVERY_SERVICE)
async def test_what_the_form_takes_the_ministry_takes(world: World, service_id: str, take: int) -> None:
    receipt = await world.client.send_request(await world.request(service_id, take))
    assert receipt.service_id == service_id


async def test_the_same_request_again_has_the_same_receipt(world: World) -> None:
    request = await world.request()
    receipt = await world.client.send_request(request)
    assert await world.client.send_request(request) == receipt
    with pytest.raises(RefusedError) as caught:
        await world.client.send_request(replace(request, language="ar"))
    assert caught.value.type == "conflict"
    sent = await world.client.request(request.id)
    assert (sent.request, sent.receipt) == (request, receipt)


async def test_lists_come_in_pages(world: World) -> None:
    sent = []
    for _ in range(3):
        sent.append((await world.client.send_request(await world.request("afs"))).id)
        world.clock.advance(1)
    receipts = [each async for each in every(lambda cursor: world.client.requests(cursor, limit=2))]
    assert [receipt.id for receipt in receipts][:3] == sent[::-1]
    cases = [each async for each in every(lambda cursor: world.client.cases(cursor, limit=1))]
    assert [case.id for case in cases][:3] == sent[::-1]
    assert (await world.client.requests()).next is None


async def test_a_case_from_its_reception_to_the_decision(world: World) -> None:
    request = await world.request()
    await world.client.send_request(request)
    first = await world.client.case(request.id)
    assert first is not None
    assert first.value.state is CaseState.RECEIVED
    assert await world.client.case(request.id, first.etag) is None

    desk, question_id = world.ministry.desk, request.papers[0].question_id
    world.clock.advance(60)
    desk.review(request.id)
    desk.message(request.id, "Bonjour")
    ask_id = desk.ask(request.id, question_id, "Illisible", date(2026, 12, 1))
    waiting = await world.client.case(request.id, first.etag)
    assert waiting is not None
    assert (waiting.value.state, waiting.value.unread_messages) == (CaseState.WAITING_FOR_PERSON, 1)
    assert waiting.value.asks[0].due_on == "2026-12-01"

    mine = Message(world.id(), request.id, "person", world.now(), "Voici", "fr")
    kept = await world.client.send_message(mine)
    assert kept.text == "Voici"
    assert await world.client.send_message(mine) == kept
    thread = every(lambda cursor: world.client.messages(request.id, cursor, limit=1))
    assert sorted([each.text async for each in thread]) == ["Bonjour", "Voici"]

    for note in ("Plus lisible", None):
        reply = Reply(world.id(), request.id, ask_id, [await world.upload(question_id)], world.now(), note)
        if note:
            received_at = await world.client.send_reply(reply)
            assert await world.client.send_reply(reply) == received_at
        else:
            with pytest.raises(RefusedError):
                await world.client.send_reply(reply)

    desk.decide(request.id, "accepted", "Tout y est.")
    decided = await world.client.case(request.id)
    assert decided is not None
    assert decided.value.decision is not None
    (paper,) = decided.value.decision.papers
    content = b"".join([chunk async for chunk in world.client.paper(request.id, paper)])
    assert content.startswith(b"%PDF")


async def test_what_the_ministry_refuses_is_said_by_type_and_field(world: World) -> None:
    request = await world.request()
    refusals: list[tuple[Request, str, list[str]]] = [
        (replace(request, answers={**request.answers, "unknown": "x"}), "validation", ["/answers/unknown"]),
        (
            replace(request, papers=[replace(request.papers[0], sha256="0" * 64), *request.papers[1:]]),
            "paper-missing",
            ["/papers/0"],
        ),
    ]
    for refused, type_, pointers in refusals:
        with pytest.raises(RefusedError) as caught:
            await world.client.send_request(refused)
        assert caught.value.type == type_
        assert [error.pointer for error in caught.value.errors] == pointers


async def test_public_things_are_fetched_once(world: World) -> None:
    for fetch in (world.client.catalogue, world.client.places):
        fetched = await fetch()
        assert fetched is not None
        assert await fetch(fetched.etag) is None
    places = await world.client.places()
    assert places is not None
    assert len(decode_places(places.raw)) == 69
    assert await world.client.is_reachable()


async def test_the_person_fills_in_their_forms(world: World) -> None:
    person = await world.client.person()
    assert (person.number, person.first_name["fr"]) == (demo.CITIZEN.number, "Amina")


async def test_signing_in_renewing_and_signing_out(world: World) -> None:
    before = world.tokens.load()
    world.clock.advance(15 * 60)
    await world.client.person()
    after = world.tokens.load()
    assert before is not None
    assert after is not None
    assert before.refresh != after.refresh

    challenge = await world.client.request_code(demo.CITIZEN.number)
    with pytest.raises(AuthenticationError) as caught:
        await world.client.sign_in(challenge.challenge_id, "000000")
    assert (caught.value.type, caught.value.tries_left) == ("wrong-code", 4)

    world.tokens.save(replace(before, access="x" * 32))
    with pytest.raises(AuthenticationError, match="token-reused"):
        await world.client.person()
    world.tokens.save(after)
    with pytest.raises(AuthenticationError):
        await world.client.person()

    challenge = await world.client.request_code(demo.CITIZEN.number)
    await world.client.sign_in(challenge.challenge_id, demo.CODE)
    assert await world.client.is_signed_in()
    assert await world.client.sign_out()
    assert not await world.client.is_signed_in()


async def test_an_unknown_number_is_answered_alike(world: World) -> None:
    challenge = await world.client.request_code("000000000000")
    with pytest.raises(AuthenticationError):
        await world.client.sign_in(challenge.challenge_id, demo.CODE)
