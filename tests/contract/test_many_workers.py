"""Four processes answer at once: every limit is exact, everything is taken once, and nothing is passed over."""

from __future__ import annotations

import json
import threading
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from ministry.cases.tables import CaseEvent, Message
from ministry.clock import utc_now
from ministry.contract.records import Person
from ministry.ids import new_id
from ministry.requests.tables import Request
from ministry.settings import Quotas, Settings
from ministry.uploads.tables import Upload
from tests.contract.conftest import AMINA, BRAHIM, PDF
from tests.contract.filling import filled
from tests.contract.test_server import served
from tests.postgres import database_of, environment, written
from tests.security.besieged import UPLOAD, Answer, Besieged, besieged

WORKERS = 4
AT_ONCE = 24
SENT_AT = "2026-11-21T17:41:07Z"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    with besieged(tmp_path_factory.mktemp("workers"), "--workers", str(WORKERS)) as server:
        yield server


def at_once(work: Callable[[int], Answer], times: int = AT_ONCE) -> list[Answer]:
    """Return the answers of `times` calls that begin at the same moment."""
    gate = threading.Barrier(times)

    def begin(number: int) -> Answer:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(begin, range(times)))


def statuses(answers: list[Answer]) -> Counter[tuple[int, str]]:
    return Counter((answer.status, answer.problem) for answer in answers)


def request_of(server: Besieged, service_id: str = "affiliation_certificate") -> dict[str, Any]:
    catalogue = json.loads(server.ask("GET", "/v1/catalogue").body)
    form = next(each["form"] for each in catalogue["services"] if each["id"] == service_id)
    answers, _ = filled(form, utc_now().date())
    return {
        "service_id": service_id,
        "form_version": form["version"],
        "language": "fr",
        "created_at": SENT_AT,
        "answers": answers,
        "papers": [],
    }


def message(text: str) -> dict[str, str]:
    return {"text": text, "language": "fr", "sent_at": SENT_AT}


def a_case(server: Besieged) -> str:
    case_id = new_id(utc_now())
    assert server.send("PUT", f"/v1/requests/{case_id}", request_of(server)).status == 201
    return case_id


@pytest.mark.heavy
def test_codes_are_limited_exactly(server: Besieged) -> None:
    unknown = "111111111111"
    answers = at_once(lambda _: server.send("POST", "/v1/sign-in/codes", {"number": unknown}, None))
    limit = Settings(Path()).codes_per_hour
    assert statuses(answers) == {(202, ""): limit, (429, "rate-limited"): AT_ONCE - limit}


def test_a_code_has_its_tries_and_no_more(server: Besieged) -> None:
    asked = server.send("POST", "/v1/sign-in/codes", {"number": "222222222222"}, None)
    given = {"challenge_id": json.loads(asked.body)["challenge_id"], "code": "000000"}
    answers = at_once(lambda _: server.send("POST", "/v1/sign-in/tokens", given, None))
    tries = Settings(Path()).code_tries
    assert statuses(answers) == {(401, "wrong-code"): tries, (401, "code-expired"): AT_ONCE - tries}
    left = sorted(json.loads(each.body)["tries_left"] for each in answers if each.problem == "wrong-code")
    assert left == [*range(tries)]


def test_a_request_is_taken_once(server: Besieged) -> None:
    request_id, body = new_id(utc_now()), request_of(server)
    answers = at_once(lambda _: server.send("PUT", f"/v1/requests/{request_id}", body))
    assert statuses(answers) == {(201, ""): 1, (200, ""): AT_ONCE - 1}
    assert len({answer.body for answer in answers}) == 1
    with written(database_of(server.data)) as session:
        received = select(func.count()).where(CaseEvent.case_id == request_id, CaseEvent.kind == "received")
        assert session.scalar(received) == 1


def test_an_id_is_one_persons(server: Besieged) -> None:
    request_id, body = new_id(utc_now()), request_of(server)
    people = (AMINA, BRAHIM)
    answers = at_once(
        lambda number: server.send("PUT", f"/v1/requests/{request_id}", body, people[number % 2])
    )
    half = AT_ONCE // 2
    assert statuses(answers) == {(201, ""): 1, (200, ""): half - 1, (404, "not-found"): half}


def test_a_message_is_taken_once_and_is_never_told_to_come_again(server: Besieged) -> None:
    case_id, message_id = a_case(server), new_id(utc_now())
    path = f"/v1/cases/{case_id}/messages/{message_id}"
    answers = at_once(lambda _: server.send("PUT", path, message("Bonjour")))
    assert statuses(answers) == {(201, ""): 1, (200, ""): AT_ONCE - 1}


def test_whoever_reads_on_misses_no_message_that_is_written_meanwhile(server: Besieged) -> None:
    case_id = a_case(server)
    seen: list[str] = []
    done = threading.Event()

    def read_on() -> None:
        cursor = ""
        while True:
            is_last = done.is_set()
            page = json.loads(
                server.ask(
                    "GET",
                    f"/v1/cases/{case_id}/messages?limit=1{cursor}",
                    headers=server.bearer(AMINA),
                ).body
            )
            if page["next"] is not None:
                seen.extend(each["text"] for each in page["items"])
                cursor = f"&cursor={page['next']}"
            elif is_last:
                seen.extend(each["text"] for each in page["items"])
                return

    reader = threading.Thread(target=read_on)
    reader.start()
    sent = at_once(
        lambda number: server.send(
            "PUT", f"/v1/cases/{case_id}/messages/{new_id(utc_now())}", message(f"n{number}")
        )
    )
    done.set()
    reader.join(60)
    assert statuses(sent) == {(201, ""): AT_ONCE}
    assert sorted(seen) == sorted(f"n{number}" for number in range(AT_ONCE))


def test_what_is_sent_while_a_sign_in_ends_is_taken_before_it_or_not_at_all(server: Besieged) -> None:
    case_id, tokens = a_case(server), json.loads(sign_in(server, AMINA).body)
    headers = {"Authorization": f"Bearer {tokens['access_token']}", "Content-Type": "application/json"}
    some, enough = threading.Semaphore(0), 8

    def send(number: int) -> Answer:
        if number == AT_ONCE * 2:
            for _ in range(enough):
                some.acquire()
            given = {"refresh_token": tokens["refresh_token"]}
            ended = server.send("POST", "/v1/sign-out", given, None)
            kept.append(messages_of(server, case_id))
            return ended
        try:
            path = f"/v1/cases/{case_id}/messages/{new_id(utc_now())}"
            return server.ask("PUT", path, json.dumps(message("Bonjour")).encode(), headers)
        finally:
            some.release()

    kept: list[int] = []
    *sent, ended = at_once(send, AT_ONCE * 2 + 1)
    taken = statuses(sent)[201, ""]
    assert ended.status == 204
    assert statuses(sent) == Counter({(201, ""): taken, (401, "unauthenticated"): AT_ONCE * 2 - taken})
    assert kept == [taken], "nothing was taken once the end of the sign-in was answered"
    assert messages_of(server, case_id) == taken >= enough


def messages_of(server: Besieged, case_id: str) -> int:
    with written(database_of(server.data)) as session:
        counted = select(func.count()).select_from(Message).where(Message.case_id == case_id)
        return session.scalar(counted) or 0


def test_what_comes_slowly_is_not_taken_after_the_sign_in_ended(server: Besieged) -> None:
    case_id, tokens = a_case(server), json.loads(sign_in(server, AMINA).body)
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    begun = new_id(utc_now())
    told = {"document_id": begun, "sha256": sha256(PDF).hexdigest(), "media_type": "application/pdf"}
    created = {**tus(told), "Upload-Length": str(len(PDF))}
    assert server.ask("POST", "/v1/uploads", headers={**bearer, **created}).status == 201
    other = {**told, "document_id": new_id(utc_now())}
    json_type = {"Content-Type": "application/json"}
    asked: list[tuple[str, str, dict[str, str], bytes]] = [
        ("PUT", f"/v1/requests/{new_id(utc_now())}", json_type, json.dumps(request_of(server)).encode()),
        (
            "PUT",
            f"/v1/cases/{case_id}/messages/{new_id(utc_now())}",
            json_type,
            json.dumps(message("Trop tard")).encode(),
        ),
        ("PATCH", f"/v1/uploads/{begun}", {**tus(), "Upload-Offset": "0", "Content-Type": UPLOAD}, PDF),
        ("POST", "/v1/uploads", {**tus(other), "Upload-Length": str(len(PDF)), "Content-Type": UPLOAD}, PDF),
    ]
    with ExitStack() as held:
        connections = []
        for method, path, headers, body in asked:
            connection = held.enter_context(server.connect())
            lines = {**bearer, **headers, "Host": "ministry", "Content-Length": str(len(body))}
            head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
            connection.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body[:-1])
            connections.append(connection)
        # By then the heads were read, by whichever worker.
        assert at_once(lambda _: server.ask("GET", "/v1/person", headers=bearer))[0].status == 200
        assert (
            server.send("POST", "/v1/sign-out", {"refresh_token": tokens["refresh_token"]}, None).status
            == 204
        )
        for connection, (*_, body) in zip(connections, asked, strict=True):
            connection.sendall(body[-1:])
        answers = [connection.recv(12) for connection in connections]
    assert answers == [b"HTTP/1.1 401"] * len(asked)
    assert messages_of(server, case_id) == 0
    with written(database_of(server.data)) as session:
        uploads = session.scalars(select(Upload).where(Upload.document_id.in_((begun, other["document_id"]))))
        assert [(upload.document_id, upload.finished_at) for upload in uploads] == [(begun, None)]


def tus(metadata: dict[str, str] | None = None) -> dict[str, str]:
    told = ",".join(
        f"{name} {b64encode(value.encode()).decode()}" for name, value in (metadata or {}).items()
    )
    return {"Tus-Resumable": "1.0.0", **({"Upload-Metadata": told} if told else {})}


def test_an_upload_that_is_begun_and_continued_at_once_is_never_told_to_come_again(server: Besieged) -> None:
    for _ in range(4):
        told = {"document_id": new_id(utc_now()), "sha256": "0" * 64, "media_type": "application/pdf"}
        created = {**server.bearer(AMINA), **tus(told), "Upload-Length": "100000"}
        path = f"/v1/uploads/{told['document_id']}"
        assert server.ask("POST", "/v1/uploads", headers=created).status == 201
        continued = {**server.bearer(AMINA), **tus(), "Upload-Offset": "0", "Content-Type": UPLOAD}

        def ask(number: int) -> Answer:
            if number % 2:
                return server.ask("POST", "/v1/uploads", headers=created)  # noqa: B023
            return server.ask("PATCH", path, b"%", headers=continued)  # noqa: B023

        assert 503 not in {answer.status for answer in at_once(ask)}
        assert server.ask("DELETE", path, headers={**server.bearer(AMINA), **tus()}).status == 204


def test_a_refresh_token_is_good_once(server: Besieged) -> None:
    signed_in = json.loads(sign_in(server, BRAHIM).body)
    given = {"refresh_token": signed_in["refresh_token"]}
    answers = at_once(lambda _: server.send("POST", "/v1/sign-in/refresh", given, None))
    assert statuses(answers) == {(200, ""): 1, (401, "token-reused"): AT_ONCE - 1}
    rotated = json.loads(next(answer.body for answer in answers if answer.status == 200))
    used = {"Authorization": f"Bearer {rotated['access_token']}"}
    assert server.ask("GET", "/v1/person", headers=used).status == 401, "its reuse ended the family"


def sign_in(server: Besieged, person: Person) -> Answer:
    asked = server.send("POST", "/v1/sign-in/codes", {"number": person.number}, None)
    given = {"challenge_id": json.loads(asked.body)["challenge_id"], "code": server._code(person.phone)}
    return server.send("POST", "/v1/sign-in/tokens", given, None)


def test_a_day_has_its_requests_and_no_more(server: Besieged) -> None:
    body, most = request_of(server), Quotas().requests_a_day
    times = most + AT_ONCE
    answers = at_once(lambda _: server.send("PUT", f"/v1/requests/{new_id(utc_now())}", body, BRAHIM), times)
    with written(database_of(server.data)) as session:
        brahims = select(func.count()).select_from(Request).where(Request.person_id == _person(session))
        assert session.scalar(brahims) == most
    assert statuses(answers).keys() <= {(201, ""), (429, "quota-reached")}


def _person(session: Any) -> str:
    return str(
        session.scalar(text("SELECT id FROM person WHERE number = :number"), {"number": BRAHIM.number})
    )


def test_four_processes_leave_most_connections_to_others(server: Besieged) -> None:
    case_id, body = a_case(server), request_of(server)

    def ask(number: int) -> Answer:
        if number % 3:
            return server.ask("GET", f"/v1/cases/{case_id}", headers=server.bearer(AMINA))
        return server.send("PUT", f"/v1/requests/{new_id(utc_now())}", body)

    at_once(ask, 96)
    with written(database_of(server.data)) as session:
        used = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        assert WORKERS < int(session.scalar(text(used)) or 0) <= WORKERS * 14 + 1


@pytest.mark.heavy
def test_a_database_that_restarts_is_an_error_while_it_does(server: Besieged) -> None:
    # Connections that are cut off, as by a restart: each fails once at most, then all is as before.
    case_id = a_case(server)

    def look(_: int) -> Answer:
        return server.ask("GET", f"/v1/cases/{case_id}", headers=server.bearer(AMINA))

    for _ in range(3):
        at_once(look)
        with written(database_of(server.data)) as session:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            session.execute(text(cut + "AND pid <> pg_backend_pid()"))
        during = [look(0) for _ in range(WORKERS * 40)]
        assert statuses(during).keys() <= {(200, ""), (503, "unavailable")}
        assert statuses([look(0) for _ in range(WORKERS * 10)]) == {(200, ""): WORKERS * 10}


@pytest.mark.heavy
def test_four_starts_at_once_on_an_empty_database(tmp_path: Path) -> None:
    data = tmp_path / "m"
    environment(data)
    with ThreadPoolExecutor(4) as threads:

        def start(_: int) -> str:
            with served(data) as (_process, line):
                return line

        lines = list(threads.map(start, range(4)))
    assert all(line.startswith("Ministry is ready: ") for line in lines)
