"""Processes that are killed while codes leave: none is lost, none sent more often than it was in doubt."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from ministry.auth.tables import Challenge, Person
from tests.contract.conftest import AMINA
from tests.faults.bad_network import bad_network
from tests.faults.kannel import Kannel, kannel
from tests.postgres import database_of, environment, written

pytestmark = pytest.mark.fault

CODES = 30
WORKERS = 3
KILLS = 6
PATIENCE_SECONDS = 90
"""A process is taken for dead after 15 s."""
PEOPLE = [
    AMINA.model_copy(update={"number": f"90541230{number:04}", "phone": f"+2135500{number:05}"})
    for number in range(CODES)
]


@asynccontextmanager
async def running(data: Path, sms: str, *command: str) -> AsyncIterator[tuple[subprocess.Popen[str], str]]:
    """Run a command in the block; yield its process and first line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ministry", *command, "--data", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(data) | {"MINISTRY_SMS": sms},
    )
    assert process.stdout is not None
    try:
        yield process, await asyncio.to_thread(process.stdout.readline)
    finally:
        process.terminate()
        await asyncio.to_thread(process.communicate)


def enrol(data: Path) -> None:
    people = data.parent / "people.json"
    people.write_text(json.dumps([person.model_dump(exclude_none=True) for person in PEOPLE]))
    command = [sys.executable, "-m", "ministry", "people", "--data", str(data), str(people)]
    subprocess.run(command, check=True, env=environment(data))


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [pid for pid in map(int, children) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


async def asked(client: httpx.AsyncClient, number: str) -> str:
    """Ask for a challenge until a process lives long enough to answer."""
    while True:
        try:
            answer = await client.post("/v1/sign-in/codes", json={"number": number})
        except httpx.TransportError:
            await asyncio.sleep(0.1)
        else:
            assert answer.status_code == 202, answer.text
            return str(answer.json()["challenge_id"])


def rows(data: Path, statement: Any) -> list[Any]:
    with written(database_of(data)) as session:
        return [*session.execute(statement)]


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await asyncio.to_thread(condition):
            await asyncio.sleep(0.2)


def copies(gateway: Kannel) -> Counter[str]:
    return Counter(number for _, number, _ in gateway.messages() if number.startswith("+213"))


@pytest.mark.heavy
async def test_killed_workers_lose_no_code(tmp_path: Path) -> None:
    data = tmp_path / "ministry"
    enrol(data)
    chance = random.Random(15)
    with kannel(tmp_path) as gateway:
        async with bad_network(gateway.port) as network:
            network.delay = 0.3  # so that most kills come while something is on its way
            serve = ("serve", "--port", "0", "--workers", str(WORKERS))
            async with running(data, gateway.url(network.port), *serve) as (process, line):
                async with httpx.AsyncClient(base_url=line.split()[-1], timeout=30) as client:
                    killed = 0
                    told: list[str] = []
                    for number, person in enumerate(PEOPLE):
                        told.append(await asked(client, person.number))
                        if number % (CODES // KILLS) == 0:
                            await asyncio.sleep(chance.uniform(0, 0.3))
                            os.kill(chance.choice(workers_of(process)), signal.SIGKILL)
                            killed += 1
                            await until(lambda: len(workers_of(process)) >= 2)
                unsent = select(Challenge.id).where(Challenge.sent_at.is_(None), Challenge.sends_in_doubt < 2)
                await until(lambda: not rows(data, unsent))
                await asyncio.sleep(1)  # what the gateway took is on its way to the phone
        delivered = copies(gateway)
    assert killed == KILLS
    in_doubt = [id for (id,) in rows(data, select(Challenge.id).where(Challenge.sent_at.is_(None)))]
    asked_by_phone = Counter(
        details["phone"]
        for (details,) in rows(data, select(Person.details).join(Challenge, Challenge.person_id == Person.id))
    )
    assert {row[0] for row in rows(data, select(Challenge.id))} >= set(told)
    assert set(delivered) == {person.phone for person in PEOPLE}
    assert all(delivered[phone] <= 2 * times for phone, times in asked_by_phone.items())
    twice = sum(delivered[phone] - times for phone, times in asked_by_phone.items())
    print(f"{len(told)} codes, {killed} kills, {twice} sent twice, {len(in_doubt)} in doubt to the end")
    # Each kill leaves at most what one process had begun.
    assert 0 < twice <= killed * 16


@pytest.mark.heavy
async def test_a_worker_apart_sends_and_ends_what_it_began(tmp_path: Path) -> None:
    data = tmp_path / "ministry"
    enrol(data)
    with kannel(tmp_path) as gateway:
        async with bad_network(gateway.port) as network:
            url = gateway.url(network.port)
            async with (
                running(data, url, "serve", "--port", "0", "--without-jobs") as (_, line),
                httpx.AsyncClient(base_url=line.split()[-1]) as client,
            ):
                challenge = await asked(client, PEOPLE[0].number)
                await asyncio.sleep(1)
                assert (await client.get(f"/v1/sign-in/codes/{challenge}")).json() == {"state": "waiting"}
                assert not copies(gateway)
                network.delay = 1.0
                async with running(data, url, "work") as (worker, said):
                    assert said == "Ministry works on its jobs.\n"
                    await until(lambda: copies(gateway))
                    worker.send_signal(signal.SIGTERM)
                    assert await asyncio.to_thread(worker.wait, 20) == 0
                assert (await client.get(f"/v1/sign-in/codes/{challenge}")).json() == {"state": "sent"}
        assert copies(gateway) == {PEOPLE[0].phone: 1}
    assert rows(data, text("SELECT * FROM procrastinate_jobs WHERE task_name = 'send_code'")) == []


@pytest.mark.heavy
async def test_jobs_go_on_after_the_database_cut_every_connection(tmp_path: Path) -> None:
    data = tmp_path / "ministry"
    enrol(data)
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with (
        running(data, "", "serve", "--port", "0") as (_, line),
        httpx.AsyncClient(base_url=line.split()[-1]) as client,
    ):
        for person in PEOPLE[:3]:
            rows(data, cut)
            for _ in range(50):
                answer = await client.post("/v1/sign-in/codes", json={"number": person.number})
                if answer.status_code == 202:
                    break
                assert answer.status_code == 503
            sent = data / "sms" / f"{answer.json()['challenge_id']}.json"
            await until(sent.exists)
