"""The server as a whole: failures as problems, hardened answers, silent logs, a process that stops well."""

from __future__ import annotations

import json
import logging
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from ministry.logs import JsonLines
from ministry.server import open_ministry
from ministry.settings import Settings
from tests.contract.conftest import AMINA, BRAHIM, CATALOGUE, World, problem
from tests.contract.filling import filled
from tests.contract.test_document import DOCUMENT, METHODS
from tests.postgres import environment, written


def test_paths_and_methods_that_are_not_there(world: World) -> None:
    for path in ("/", "/docs", "/redoc", "/openapi.json", "/v1", "/v1/requests/", "/v1/nothing"):
        assert problem(world.get(path)) == "not-found", path
    filled_in = {"{id}": world.new_id(), "{document_id}": world.new_id(), "{message_id}": world.new_id()}
    for path, item in DOCUMENT["paths"].items():
        url = path
        for name, value in filled_in.items():
            url = url.replace(name, value)
        answer = world.http.request("TRACE", url)
        assert problem(answer) == "method-not-allowed", path
        assert set(answer.headers["allow"].lower().split(", ")) == METHODS & item.keys(), path


@pytest.mark.parametrize("path", ["/v1/requests/1", "/v1/cases/0193F0A0-6C00-7B00-8A00-000000000001"])
def test_an_id_that_cannot_be_is_malformed(world: World, path: str) -> None:
    assert problem(world.get(path)) == "malformed"


def test_every_answer_is_hardened(world: World) -> None:
    for answer in (world.get("/v1/person"), world.get("/nothing"), world.http.get("/healthz")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = set(answer.headers["content-security-policy"].split("; "))
        assert {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= policy
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert answer.headers["cache-control"] in ("no-store", "private, no-cache")
        assert "server" not in answer.headers


def test_the_catalogue_is_compressed_for_those_who_take_it(world: World) -> None:
    plain = world.http.get("/v1/catalogue", headers={"Accept-Encoding": "identity"})
    small = world.http.get("/v1/catalogue", headers={"Accept-Encoding": "gzip"})
    assert plain.json() == small.json() == CATALOGUE.document
    assert int(small.headers["content-length"]) * 4 < int(plain.headers["content-length"])
    assert small.headers["etag"] != plain.headers["etag"]
    assert plain.headers["vary"] == small.headers["vary"] == "Accept-Encoding"


def test_ready_only_with_a_database(world: World) -> None:
    assert world.http.get("/readyz").json() == {"status": "ready"}
    folder = world.ministry.context.settings.data
    folder.rename(folder.with_name("gone"))
    answer = world.http.get("/readyz")
    assert (problem(answer), answer.headers["retry-after"]) == ("unavailable", "5")
    assert world.http.get("/healthz").json() == {"status": "alive"}


def test_a_broken_database_is_unavailable_and_says_when_to_try_again(world: World) -> None:
    headers = world.bearer()
    with written(world.ministry.context.database) as session:
        session.execute(text('ALTER TABLE "case" RENAME TO lost'))
    answer = world.http.get("/v1/cases", headers=headers)
    assert (problem(answer), answer.headers["retry-after"]) == ("unavailable", "5")


def test_what_is_anothers_is_not_there_while_it_cannot_be_noted(world: World) -> None:
    request_id = world.sent()
    world.bearer(BRAHIM)
    database = world.ministry.context.database

    async def use_up(stack: AsyncExitStack) -> None:
        pool: Any = database._pools.engine.sync_engine.pool
        pool._timeout = 0.1
        for _ in range(pool.size()):
            session = await stack.enter_async_context(database.look())
            await session.execute(text("SELECT 1"))

    assert world.http.portal is not None
    stack = AsyncExitStack()
    world.http.portal.call(use_up, stack)
    try:
        assert problem(world.get(f"/v1/requests/{request_id}", BRAHIM)) == "not-found"
    finally:
        world.http.portal.call(stack.aclose)


@contextmanager
def logged() -> Iterator[StringIO]:
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    # The client that the tests use is not part of the server.
    handler.addFilter(lambda record: not record.name.startswith("httpx"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def test_the_logs_say_what_happened_and_nothing_about_whom(world: World) -> None:
    with logged() as lines:
        body = world.request_body("sick_leave", first_name="Tassadit")
        request_id = world.new_id()
        world.put(f"/v1/requests/{request_id}", body)
        world.put(f"/v1/requests/{request_id}", {**body, "answers": {"first_name": "Tassadit"}})
        world.get(f"/v1/cases/{request_id}?limit=secret")
    written = lines.getvalue()
    routes = [json.loads(line).get("route") for line in written.splitlines()]
    assert routes.count("/v1/requests/{id}") == 2
    secrets = [
        AMINA.number,
        AMINA.phone,
        "Tassadit",
        "Amina",
        request_id,
        "secret",
        *world.tokens[AMINA.number][:1],
    ]
    assert [secret for secret in secrets if secret in written] == []


def test_an_unforeseen_error_is_a_problem_and_its_words_are_not_logged(world: World) -> None:
    def fail() -> None:
        raise RuntimeError("the words of Tassadit")

    world.app.add_api_route("/fail", fail)
    with logged() as lines:
        answer = world.http.get("/fail")
        try:
            fail()
        except RuntimeError:
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    assert problem(answer) == "internal"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "RuntimeError" in lines.getvalue()
    assert "Tassadit" not in answer.text + lines.getvalue()


def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    secrets = []
    for _ in range(2):
        ministry = open_ministry(Settings(data=tmp_path / "m"), catalogue=CATALOGUE)
        secrets.append(ministry.secret.digest("code", "1"))
        with written(ministry.context.database) as session:
            assert session.execute(text("SHOW fsync")).scalar() == "on"
            assert session.execute(text("SHOW synchronous_commit")).scalar() == "on"
    assert secrets[0] == secrets[1]
    assert stat.S_IMODE((tmp_path / "m" / "secret").stat().st_mode) == 0o600


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "ministry", *arguments]


@contextmanager
def served(data: Path, *more: str, embedded: bool = False) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a server; yield it and its first line."""
    process = subprocess.Popen(
        command("serve", "--port", "0", "--data", str(data), "--demo", *more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**(os.environ if embedded else environment(data)), "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline()
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def agent(data: Path, *arguments: str, embedded: bool = False) -> str:
    done = subprocess.run(
        command("agent", "--data", str(data), *arguments),
        capture_output=True,
        text=True,
        check=False,
        env=None if embedded else environment(data),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def sign_in(client: httpx.Client, told: dict[str, str]) -> None:
    challenge = client.post("/v1/sign-in/codes", json={"number": told["number"]}).json()
    answer = client.post(
        "/v1/sign-in/tokens", json={"challenge_id": challenge["challenge_id"], "code": told["code"]}
    )
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


def request_of(client: httpx.Client) -> dict[str, Any]:
    service = next(
        each
        for each in client.get("/v1/catalogue").json()["services"]
        if each["id"] == "affiliation_certificate"
    )
    answers, _ = filled(service["form"], datetime.now(UTC).date())
    return {
        "service_id": service["id"],
        "form_version": service["form"]["version"],
        "language": "fr",
        "created_at": "2026-11-21T17:41:07Z",
        "answers": answers,
        "papers": [],
    }


@pytest.mark.parametrize("place", ["127.0.0.1:1", "127.0.0.1:1/d?colour=red", "%"])
def test_a_database_that_cannot_be_had_is_one_line_without_its_password(tmp_path: Path, place: str) -> None:
    named = ["--data", str(tmp_path / "m"), "--database", f"postgresql://m:of%20Tassadit@{place}"]
    done = subprocess.run(command("agent", *named, "list"), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("The ministry cannot start: the database does not answer")
    assert "Tassadit" not in done.stderr


@pytest.mark.heavy
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_demonstration_starts_is_worked_on_and_stops(tmp_path: Path, ending: signal.Signals) -> None:
    data = tmp_path / "m"
    with served(data, "--clerk-seconds", "3600") as (process, line):
        told = json.loads((data / "demo.json").read_text())
        assert line == f"Ministry is ready: {told['base_url']}\n"
        assert told.keys() == {"base_url", "number", "phone", "code"}
        assert stat.S_IMODE((data / "demo.json").stat().st_mode) == 0o600
        if ending is signal.SIGINT:
            _an_agent_works(data, told, tmp_path)
        process.send_signal(ending)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    for line in err.splitlines():
        json.loads(line)


def _an_agent_works(data: Path, told: dict[str, str], folder: Path) -> None:
    case_id = "0193f0a0-6c00-7b00-8a00-000000000001"
    with httpx.Client(base_url=told["base_url"]) as client:
        sign_in(client, told)
        receipt = client.put(f"/v1/requests/{case_id}", json=request_of(client)).json()
        reference = receipt["reference"]
        assert reference in agent(data, "list")
        assert "[first_name]" in agent(data, "open", reference, "--papers", str(folder / "papers"))
        agent(data, "message", reference, "Bonjour.")
        agent(data, "decide", reference, "--outcome", "accepted", "--reasons", "Conforme.")
        case = client.get(f"/v1/cases/{case_id}").json()
        assert (case["state"], case["unread_messages"]) == ("decided", 1)
        before = request_of(client)
        version = agent(data, "withdraw-form", "affiliation_certificate").strip()
        refused = client.put("/v1/requests/0193f0a0-6c00-7b00-8a00-000000000002", json=before)
        assert refused.json()["current_form_version"] == version
    done = subprocess.run(
        command("agent", "--data", str(data), "decide", reference, "--outcome", "refused", "--reasons", "x"),
        capture_output=True,
        text=True,
        check=False,
        env=environment(data),
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{reference} is decided\n"
