"""Codes through Kannel: sent once, once more only in doubt, never by a gateway that is away, and honestly told."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from ministry import background
from ministry.auth.people import enrolment
from ministry.auth.sending import NotTakenError
from ministry.contract.records import Person
from ministry.jobs import FailedJob
from ministry.logs import JsonLines
from ministry.server import Ministry, open_ministry
from ministry.settings import Settings
from tests.contract.conftest import AMINA, CATALOGUE, MovingClock
from tests.faults.bad_network import bad_network
from tests.faults.kannel import Kannel, kannel
from tests.postgres import database_of, written

UNKNOWN = "111111111111"
HERE = b"an address"
PATIENCE_SECONDS = 30


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kannel]:
    with kannel(tmp_path_factory.mktemp("kannel")) as running:
        yield running


@dataclass
class Post:
    """A ministry whose workers run in this process, and what its phones receive."""

    ministry: Ministry
    gateway: Kannel
    clock: MovingClock
    person: Person

    async def asked(self, number: str | None = None) -> str:
        return (await self.ministry.codes.ask(number or self.person.number, HERE)).challenge_id

    def received(self) -> list[str]:
        """Return the words of the messages to the person."""
        return [words for _, number, words in self.gateway.messages() if number == self.person.phone]

    async def failed(self) -> list[FailedJob]:
        async with self.ministry.context.database.look() as session:
            return [*await self.ministry.jobs.failed(session)]


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await asyncio.sleep(0.05)


async def until_is(post: Post, challenge: str, state: str) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await post.ministry.codes.state(challenge) != state:
            await asyncio.sleep(0.05)


_phones = iter(range(1000, 9999))


@asynccontextmanager
async def opened(folder: Path, gateway: Kannel, clock: MovingClock, port: int) -> AsyncIterator[Post]:
    person = AMINA.model_copy(update={"phone": f"+21355000{next(_phones)}"})
    settings = Settings(folder / "m", database_of(folder / "m"), sms=gateway.url(port))
    ministry = open_ministry(settings, clock, CATALOGUE)
    async with ministry.context.database.write() as session:
        await session.execute(enrolment(person, clock()))
    try:
        yield Post(ministry, gateway, clock, person)
    finally:
        await ministry.context.database.close()


@pytest.fixture
async def post(tmp_path: Path, gateway: Kannel, clock: MovingClock) -> AsyncIterator[Post]:
    async with opened(tmp_path, gateway, clock, gateway.port) as post:
        yield post


async def test_a_code_comes_and_signs_in(post: Post) -> None:
    async with background.work(post.ministry):
        challenge = await post.asked()
        await until_is(post, challenge, "sent")
    await until(post.received)
    [words] = post.received()
    assert words.endswith(": code Qarib / رمز قريب")
    assert len(words) <= 70
    async with post.ministry.context.database.write() as session:
        assert isinstance(await post.ministry.codes.redeem(session, challenge, words[:6]), str)
    assert post.gateway.messages()[-1][0] == "Qarib"


async def test_a_number_that_is_not_known_has_the_same_states(post: Post, gateway: Kannel) -> None:
    before = len(gateway.messages())
    challenges = [await post.asked(number) for number in (post.person.number, UNKNOWN)]
    assert [await post.ministry.codes.state(each) for each in challenges] == ["waiting"] * 2
    gateway.stop()
    for each in challenges:
        with pytest.raises(NotTakenError):
            await post.ministry.delivery.send(each)
    assert [await post.ministry.codes.state(each) for each in challenges] == ["waiting"] * 2
    gateway.start()
    for each in challenges:
        await post.ministry.delivery.send(each)
    assert [await post.ministry.codes.state(each) for each in challenges] == ["sent"] * 2
    await until(post.received)
    assert len(gateway.messages()) <= before + 2, "that of the person, and the fake phone's own"


async def test_a_gateway_that_comes_back_in_time_sends_and_one_that_does_not_is_told(
    post: Post, gateway: Kannel
) -> None:
    gateway.stop()
    async with background.work(post.ministry):
        late, never = await post.asked(), None
        await asyncio.sleep(0.5)
        assert await post.ministry.codes.state(late) == "waiting"
        gateway.start()
        await until_is(post, late, "sent")
        gateway.stop()
        never = await post.asked()
        unknown = await post.asked(UNKNOWN)
        post.clock.forward(minutes=2)
        assert [await post.ministry.codes.state(each) for each in (never, unknown)] == ["failed"] * 2
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(failed := await post.failed()) < 2:
                await asyncio.sleep(0.05)
    gateway.start()
    assert {(job.name, job.record) for job in failed} == {("send_code", never), ("send_code", unknown)}
    assert len(post.received()) == 1


async def test_in_doubt_a_code_is_sent_once_more_and_no_more(
    tmp_path: Path, gateway: Kannel, clock: MovingClock
) -> None:
    async with (
        bad_network(gateway.port) as network,
        opened(tmp_path, gateway, clock, network.port) as post,
        background.work(post.ministry),
    ):
        network.drop_answers = 1
        challenge = await post.asked()
        await until_is(post, challenge, "sent")
        await until(lambda: len(post.received()) == 2)
        assert len({words[:6] for words in post.received()}) == 1
        network.drop_answers = 100
        await post.asked()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await post.failed():
                await asyncio.sleep(0.05)
        assert len(post.received()) == 4


async def test_a_code_that_is_known_to_have_left_is_not_sent_again(post: Post) -> None:
    challenge = await post.asked()
    for _ in range(3):
        await post.ministry.delivery.send(challenge)
    await until(post.received)
    assert len(post.received()) == 1


async def test_a_code_stands_nowhere(post: Post) -> None:
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    logging.getLogger("procrastinate").setLevel(logging.DEBUG)
    try:
        async with background.work(post.ministry):
            await until_is(post, await post.asked(), "sent")
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger("procrastinate").setLevel(logging.NOTSET)
    await until(post.received)
    code = post.received()[0][:6]
    challenge = await post.asked()
    with written(post.ministry.context.database) as session:
        kept = str(session.execute(text("SELECT * FROM challenge")).all())
        jobs = str(session.execute(text("SELECT args FROM procrastinate_jobs")).all())
    assert challenge in jobs
    assert "send_code" in said.getvalue()
    for place in (kept, jobs, said.getvalue()):
        assert code not in place
        assert post.person.phone not in place
