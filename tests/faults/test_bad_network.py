"""The uploader over a network that fails, to the real endpoint in a process of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from services.api.exchange import Exchange
from services.errors import ConnectivityError
from tests.contract.upload_server import ServerProcess, on_disk, server
from tests.faults.bad_network import BadNetwork, bad_network
from tests.unit.uploads.documents import sample
from tests.unit.uploads.sending import Person, exchange_with

HEADERS = 4 * 1024
"""Bytes, at most, that are not the document's among those of one attempt."""
IN_HAND = 256 * 1024
"""Bytes that the server gathers before it writes."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ministry")


@pytest.fixture(scope="module")
def at(data: Path) -> Iterator[ServerProcess]:
    with server(data) as process:
        yield process


@pytest.fixture
async def network(at: ServerProcess) -> AsyncIterator[BadNetwork]:
    async with bad_network(at.port) as network:
        yield network


@pytest.fixture
async def exchange(network: BadNetwork) -> AsyncIterator[Exchange]:
    async with exchange_with(f"http://127.0.0.1:{network.port}") as exchange:
        yield exchange


@pytest.mark.heavy
async def test_ten_cuts_at_half_cost_nearly_nothing(
    network: BadNetwork, exchange: Exchange, data: Path
) -> None:
    size = 19_000_000
    person = Person(exchange, sample(size))
    for _ in range(10):
        begun = len(person.progress)
        half = (size - max(person.progress[-1:], default=0)) // 2
        network.cut_after = half
        with pytest.raises(ConnectivityError):
            await person.upload()
        # What was forwarded is the server's; a busy machine may need a moment to write it. The last of it may
        # still be in its hands: it is written when it is asked how far it is.
        offset = person.progress[begun] if len(person.progress) > begun else 0
        await on_disk(data, person.sent, max(0, offset + half - HEADERS - IN_HAND))
    await person.upload()
    assert person.progress[-1] == size
    assert network.sent <= 1.02 * size


async def test_a_small_document_is_not_sent_again_after_a_cut(
    network: BadNetwork, exchange: Exchange, data: Path
) -> None:
    person = Person(exchange, sample(300_000))
    network.cut_after = 290_000
    with pytest.raises(ConnectivityError):
        await person.upload()
    await on_disk(data, person.sent, 256 * 1024)
    await person.upload()
    assert network.sent <= 1.02 * 300_000


async def test_every_answer_is_lost_once(network: BadNetwork, exchange: Exchange) -> None:
    person = Person(exchange, sample(9_000_001))
    attempts = 0
    while attempts < 20:
        attempts += 1
        network.drop_answers = 1 if attempts % 2 else 0
        try:
            await person.upload()
        except ConnectivityError:
            continue
        break
    assert person.progress[-1] == 9_000_001
    assert network.sent <= 1.02 * 9_000_001


async def test_nobody_listens() -> None:
    async with exchange_with("http://127.0.0.1:9") as exchange:
        with pytest.raises(ConnectivityError):
            await Person(exchange, sample(1000)).upload()
