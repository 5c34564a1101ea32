"""Our uploader against the reference server of tus, our archives against the author's own age."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from services.api.exchange import Exchange
from services.archive.age import CHUNK, AgeReader, AgeWriter
from services.errors import ConnectivityError
from tests.faults.bad_network import BadNetwork, bad_network
from tests.faults.peer.peers import peers
from tests.unit.uploads.documents import Sample, sample
from tests.unit.uploads.sending import Person, exchange_with

pytestmark = pytest.mark.fault

HEADERS = 8 * 1024
SECRET = "une phrase assez longue"


@pytest.fixture(scope="module")
def node() -> Path:
    return peers()


class TusServer:
    """@tus/server on a port and a folder that outlive it."""

    def __init__(self, node: Path, folder: Path) -> None:
        self._node = node
        self.folder = folder
        self.port = 0
        self._process = self._start()

    def restart(self) -> None:
        self.stop()
        self._process = self._start()

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def _start(self) -> subprocess.Popen[str]:
        command = ["node", "tus_server.mjs", str(self.folder), str(self.port)]
        process = subprocess.Popen(command, cwd=self._node, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        self.port = int(process.stdout.readline())
        return process

    def holds(self, document: Sample) -> bool:
        contents = [path.read_bytes() for path in self.folder.iterdir() if path.suffix != ".json"]
        return document.data in contents


@pytest.fixture(scope="module")
def tus(node: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TusServer]:
    server = TusServer(node, tmp_path_factory.mktemp("tus"))
    yield server
    server.stop()


@pytest.fixture
async def network(tus: TusServer) -> AsyncIterator[BadNetwork]:
    async with bad_network(tus.port) as network:
        yield network


@pytest.fixture
async def exchange(network: BadNetwork) -> AsyncIterator[Exchange]:
    async with exchange_with(f"http://127.0.0.1:{network.port}") as exchange:
        yield exchange


def person(exchange: Exchange, document: Sample) -> Person:
    return Person(exchange, document, "/files")


class TestTus:
    @pytest.mark.parametrize("size", [10, 300_000, 1024 * 1024 + 1, 9_000_001])
    async def test_a_document_arrives(
        self, tus: TusServer, network: BadNetwork, exchange: Exchange, size: int
    ) -> None:
        document = sample(size)
        await person(exchange, document).upload()
        assert tus.holds(document)

    async def test_cuts_cost_what_was_in_the_air(
        self, tus: TusServer, network: BadNetwork, exchange: Exchange
    ) -> None:
        document = sample(12_000_000)
        amina = person(exchange, document)
        for share in (3, 2):
            network.cut_after = len(document.data) // share
            with pytest.raises(ConnectivityError):
                await amina.upload()
        await amina.upload()
        assert tus.holds(document)
        print(f"sent {network.sent / len(document.data):.3f} times the size")
        # Its buffers are not on disk yet when the line is cut: it may ask for a chunk again.
        assert network.sent <= 1.5 * len(document.data) + HEADERS

    async def test_the_server_dies_in_the_middle(
        self, tus: TusServer, network: BadNetwork, exchange: Exchange
    ) -> None:
        document = sample(9_500_000)
        amina = person(exchange, document)
        network.cut_after = 5_000_000
        with pytest.raises(ConnectivityError):
            await amina.upload()
        tus.restart()
        await amina.upload()
        assert tus.holds(document)

    async def test_answers_are_lost(self, tus: TusServer, network: BadNetwork, exchange: Exchange) -> None:
        document = sample(9_200_000)
        amina = person(exchange, document)
        for _ in range(20):
            network.drop_answers = 1
            try:
                await amina.upload()
            except ConnectivityError:
                network.drop_answers = 0
            try:
                await amina.upload()
            except ConnectivityError:
                continue
            break
        assert tus.holds(document)


class TestAge:
    def run(self, node: Path, what: str, content: bytes) -> bytes:
        command = ["node", "age.mjs", what, SECRET]
        return subprocess.run(command, cwd=node, input=content, capture_output=True, check=True).stdout

    @pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 200_000])
    def test_it_opens_what_we_seal_and_we_what_it_seals(self, node: Path, size: int) -> None:
        content = os.urandom(size)
        target = io.BytesIO()
        writer = AgeWriter(target, SECRET, work=10)
        writer.write(content)
        writer.finish()
        assert self.run(node, "open", target.getvalue()) == content
        theirs = io.BytesIO(self.run(node, "seal", content))
        assert io.BufferedReader(AgeReader(theirs, SECRET)).read() == content
