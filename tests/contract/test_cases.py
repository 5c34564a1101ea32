"""What happens to a request: review, asks and replies, messages both ways, the decision with its letter."""

from __future__ import annotations

from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import text

from ministry.cases.errors import DeskError
from ministry.forms.conditions import questions
from ministry.letters.seal import Standing
from tests.contract.conftest import BRAHIM, PDF, World, problem
from tests.letters.reading import elements
from tests.postgres import written

MESSAGE = {"text": "Faut-il l’original ?", "language": "fr", "sent_at": "2026-11-21T18:05:00Z"}


def case(world: World, case_id: str) -> dict[str, Any]:
    found: dict[str, Any] = world.get(f"/v1/cases/{case_id}").json()
    return found


def kinds(world: World, case_id: str) -> list[str]:
    return [event["kind"] for event in case(world, case_id)["timeline"]]


def reply(world: World, question_id: str, content: bytes = PDF) -> dict[str, Any]:
    return {
        "papers": [{"question_id": question_id, **world.upload(content)}],
        "note": "La page entière.",
        "sent_at": "2026-11-21T18:20:00Z",
    }


def test_from_reception_to_decision(world: World) -> None:
    case_id = world.sent("sick_leave")
    desk = world.ministry.desk
    world.clock.forward(hours=1)
    desk.review(case_id)
    ask_id = desk.ask(case_id, "leave_certificate", "Le bas est coupé.", date(2026, 12, 1))
    waiting = case(world, case_id)
    assert waiting["state"] == "waiting_for_person"
    assert waiting["asks"][0] | {"label": None} == {
        "id": ask_id,
        "question_id": "leave_certificate",
        "label": None,
        "reason": "Le bas est coupé.",
        "reason_language": "fr",
        "asked_at": "2026-11-21T19:00:00Z",
        "due_on": "2026-12-01",
        "answered_at": None,
        "closed_at": None,
    }
    path = f"/v1/cases/{case_id}/asks/{ask_id}/replies/{world.new_id()}"
    assert world.put(path, reply(world, "leave_certificate")).status_code == 201
    assert case(world, case_id)["state"] == "in_review"

    desk.decide(case_id, "refused", "L’arrêt commence avant l’affiliation.")
    decided = case(world, case_id)
    assert decided["decision"]["outcome"] == "refused"
    assert decided["decision"]["appeals"] == ["medical"]
    assert kinds(world, case_id) == ["received", "in_review", "paper_asked", "paper_received", "decided"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Votre demande est refusée."), ("ar", "رسالة القرار"), ("kab", "Votre demande est refusée.")],
)
def test_the_letter_can_be_read_and_checked(world: World, language: str, words: str) -> None:
    case_id = world.sent(language=language)
    world.ministry.desk.decide(case_id, "refused", "رقم 15" if language == "ar" else "Pièce illisible.")
    paper = case(world, case_id)["decision"]["papers"][0]
    answer = world.get(f"/v1/cases/{case_id}/papers/{paper['id']}")
    assert sha256(answer.content).hexdigest() == paper["sha256"]
    assert len(answer.content) == paper["size"]
    digest = answer.headers["repr-digest"].removeprefix("sha-256=:").removesuffix(":")
    assert b64decode(digest) == sha256(answer.content).digest()
    heard = [words for _, words, _ in elements(answer.content)]
    assert words in heard
    assert case(world, case_id)["reference"] in heard
    assert world.ministry.real.seal.standing(answer.content) is Standing.HOLDS
    again = world.get(
        f"/v1/cases/{case_id}/papers/{paper['id']}", **{"If-None-Match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_receipt_is_a_paper_of_the_case_made_once(world: World, language: str) -> None:
    case_id = world.sent("sick_leave", language=language)
    before = case(world, case_id)
    assert before["papers"] == []
    with ThreadPoolExecutor(4) as several:
        list(several.map(world.ministry.letters.make_receipt, [case_id] * 4))
    told = case(world, case_id)
    assert told["updated_at"] > before["updated_at"], "devices compare it, and the clock stood still"
    [paper] = told["papers"]
    assert paper["kind"] == "receipt"
    answer = world.get(f"/v1/cases/{case_id}/papers/{paper['id']}")
    assert sha256(answer.content).hexdigest() == paper["sha256"]
    assert answer.headers["content-disposition"] == 'attachment; filename="receipt.pdf"'
    assert world.ministry.real.seal.standing(answer.content) is Standing.HOLDS
    heard = [words for _, words, _ in elements(answer.content)]
    assert paper["title"][language] in heard
    assert case(world, case_id)["reference"] in heard
    asked = {question["id"]: question["label"][language] for question in questions(world.form("sick_leave"))}
    sent = world.get(f"/v1/requests/{case_id}").json()["request"]
    for question_id in (*sent["answers"], *(each["question_id"] for each in sent["papers"])):
        assert asked[question_id] in heard
    assert problem(world.get(f"/v1/cases/{case_id}/papers/{paper['id']}", BRAHIM)) == "not-found"


def test_a_receipt_is_wanted_with_its_request_and_again_where_it_never_came(world: World) -> None:
    case_id = world.sent()
    assert wanted(world) == [("make_receipt", case_id, "todo")]
    world.clock.forward(minutes=6)
    case(world, case_id)
    assert wanted(world) == [("make_receipt", case_id, "todo")]
    with written(world.ministry.context.database) as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))  # as of a request of before there were jobs
    case(world, case_id)
    assert wanted(world) == [("make_receipt", case_id, "todo")]
    world.ministry.letters.make_receipt(case_id)
    with written(world.ministry.context.database) as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
    case(world, case_id)
    assert wanted(world) == []


def wanted(world: World) -> list[tuple[str, str, str]]:
    made = "SELECT task_name, args->>'record', status::text FROM procrastinate_jobs WHERE task_name = 'make_receipt'"
    with written(world.ministry.context.database) as session:
        return [tuple(row) for row in session.execute(text(made))]


def test_a_decision_leaves_the_receipt_beside_its_letter(world: World) -> None:
    case_id = world.sent()
    world.ministry.desk.decide(case_id, "accepted", "Conforme.")
    world.ministry.letters.make_receipt(case_id)
    told = case(world, case_id)
    assert [paper["kind"] for paper in told["papers"]] == ["receipt"]
    assert [paper["kind"] for paper in told["decision"]["papers"]] == ["decision"]


def test_an_ask_takes_one_reply(world: World) -> None:
    case_id = world.sent("sick_leave")
    ask_id = world.ministry.desk.ask(case_id, "leave_certificate", "Coupé.")
    path = f"/v1/cases/{case_id}/asks/{ask_id}/replies"
    assert world.put(f"{path}/{world.new_id()}", reply(world, "leave_certificate")).status_code == 201
    other = reply(world, "leave_certificate", b"%PDF-1.7 other")
    assert problem(world.put(f"{path}/{world.new_id()}", other)) == "conflict"
    assert kinds(world, case_id).count("paper_received") == 1


def test_a_case_waits_for_its_last_ask(world: World) -> None:
    case_id = world.sent("sick_leave")
    asks = [
        world.ministry.desk.ask(case_id, question_id, "Coupé.")
        for question_id in ("leave_certificate", "chifa_card")
    ]
    states = []
    for ask_id, question_id in zip(asks, ("leave_certificate", "chifa_card"), strict=True):
        world.put(f"/v1/cases/{case_id}/asks/{ask_id}/replies/{world.new_id()}", reply(world, question_id))
        states.append(case(world, case_id)["state"])
    assert states == ["waiting_for_person", "in_review"]


def test_a_reply_brings_the_paper_that_was_asked_for(world: World) -> None:
    case_id = world.sent("sick_leave")
    ask_id = world.ministry.desk.ask(case_id, "leave_certificate", "Coupé.")
    path = f"/v1/cases/{case_id}/asks/{ask_id}/replies/{world.new_id()}"
    wrong = world.put(path, reply(world, "chifa_card"))
    assert wrong.json()["errors"] == [{"pointer": "/papers/0/question_id", "code": "unknown"}]
    absent = reply(world, "leave_certificate")
    absent["papers"][0]["document_id"] = world.new_id()
    assert problem(world.put(path, absent)) == "paper-missing"
    assert problem(world.put(path, {**absent, "papers": []})) == "validation"
    assert problem(world.put(path, {**absent, "note": None})) == "validation"
    assert case(world, case_id)["asks"][0]["answered_at"] is None


def test_a_decided_case_takes_no_reply_and_no_second_decision(world: World) -> None:
    case_id = world.sent("sick_leave")
    desk = world.ministry.desk
    ask_id = desk.ask(case_id, "leave_certificate", "Coupé.")
    desk.decide(case_id, "refused", "Hors délai.")
    path = f"/v1/cases/{case_id}/asks/{ask_id}/replies/{world.new_id()}"
    assert problem(world.put(path, reply(world, "leave_certificate"))) == "case-decided"
    with pytest.raises(DeskError):
        desk.decide(case_id, "accepted", "Tout est là.")
    with pytest.raises(DeskError):
        desk.ask(case_id, "leave_certificate", "Coupé.")


def test_a_decision_closes_what_was_asked_and_not_answered(world: World) -> None:
    case_id = world.sent("sick_leave")
    desk = world.ministry.desk
    answered, unanswered = (
        desk.ask(case_id, question_id, "Coupé.") for question_id in ("leave_certificate", "chifa_card")
    )
    path, reply_id = f"/v1/cases/{case_id}/asks/{answered}/replies", world.new_id()
    body = reply(world, "leave_certificate")
    assert world.put(f"{path}/{reply_id}", body).status_code == 201
    assert [ask["closed_at"] for ask in case(world, case_id)["asks"]] == [None, None]
    world.clock.forward(hours=1)
    desk.decide(case_id, "refused", "Hors délai.")
    decided = case(world, case_id)
    told = {ask["id"]: (ask["answered_at"], ask["closed_at"]) for ask in decided["asks"]}
    assert told[answered][0] is not None
    assert told[answered][1] is None
    assert told[unanswered] == (None, decided["decision"]["decided_at"])
    # A client that lost the answer to a timely reply still gets its receipt; a reply of another id is refused.
    assert world.put(f"{path}/{reply_id}", body).status_code == 200
    assert problem(world.put(f"{path}/{world.new_id()}", body)) == "conflict"


def test_a_late_reply_leaves_its_papers_with_the_person(world: World) -> None:
    case_id = world.sent("sick_leave")
    ask_id = world.ministry.desk.ask(case_id, "leave_certificate", "Coupé.")
    world.ministry.desk.decide(case_id, "refused", "Hors délai.")
    path = f"/v1/cases/{case_id}/asks/{ask_id}/replies/{world.new_id()}"
    before = len(world.ministry.desk.open(case_id).papers)
    assert [problem(world.put(path, reply(world, "leave_certificate"))) for _ in range(2)] == [
        "case-decided",
        "case-decided",
    ]
    assert len(world.ministry.desk.open(case_id).papers) == before


def test_messages_go_both_ways(world: World) -> None:
    case_id = world.sent()
    message_id = world.new_id()
    path = f"/v1/cases/{case_id}/messages"
    first = world.put(f"{path}/{message_id}", MESSAGE)
    assert first.json() == {"id": message_id, "case_id": case_id, "sender": "person", **MESSAGE}

    world.ministry.desk.message(case_id, "Une copie suffit.")
    assert case(world, case_id)["unread_messages"] == 1
    assert world.get("/v1/cases").json()["items"][0]["unread_messages"] == 1
    listed = world.get(path).json()["items"]
    assert [message["sender"] for message in listed] == ["person", "agency"]
    assert case(world, case_id)["unread_messages"] == 0
    assert kinds(world, case_id) == ["received", "message", "message"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": ""}, "min_length"),
        ({"text": " \n"}, "pattern"),
        ({"text": "a" * 4001}, "max_length"),
        ({"language": "xx"}, "option"),
    ],
)
def test_a_message_says_something(world: World, change: dict[str, str], code: str) -> None:
    answer = world.put(f"/v1/cases/{world.sent()}/messages/{world.new_id()}", {**MESSAGE, **change})
    assert problem(answer) == "validation"
    assert answer.json()["errors"] == [{"pointer": f"/{next(iter(change))}", "code": code}]
