"""Bringing papers to the ministry: one of 64 MB, two hundred of 300 KB, and one over a line that is cut ten times.

Ours is the app's own `Uploader` to the ministry's own endpoint: resumable, with a checksum of each piece, each document
verified and kept. The baseline is httpx putting the same bytes to the same server, which writes them to a file and
fsyncs it, and checks nothing. At most 1.5 times for one large file, at most 2.5 times for many small ones, and ahead
of tuspy and tus-js-client (whole files, as each does by itself) at the same endpoint: there, at most 1 time.

After cuts: the bytes that went over the line, heads included, to the size of the file; at most 1.02 times.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench import drafts
from bench.measure import Curve, Figure, Result, interleaved, middle, ratio, spread
from bench.papers import Clients, Paper, papers
from bench.peers import NotHere, node_peer, python_peer
from bench.serving import READY
from services.api.uploader import Uploader
from services.errors import ConnectivityError
from services.vault import Vault
from tests.contract.upload_server import on_disk
from tests.faults.bad_network import bad_network
from tests.journeys.process import Process
from tests.unit.uploads.documents import Sample
from tests.unit.uploads.sending import exchange_with

LARGE, SMALL, MANY = 64 * 2**20, 300_000, 200
SIZES = (300_000, 2**20, 4 * 2**20, 16 * 2**20)
CUT_SIZE, CUTS = 19_000_000, 10
_HEADS, _IN_HAND = 4 * 1024, 256 * 1024
"""Bytes at most of the heads of one attempt, and that the server gathers before it writes."""

Costs = dict[str, list[float]]


def run(*, quick: bool) -> Result:
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        place = Path(folder)
        server = Process(["bench.upload_server", folder], READY, place / "server.log")
        address = server.start()
        store = drafts.profiles(place / "home")
        vault = store.open(store.create("Amina").id)
        try:
            bench = _Bench(place, Clients(address, runner), vault)
            large = bench.costs(1, LARGE, 2 if quick else 7)
            many = bench.costs(20 if quick else MANY, SMALL, 2 if quick else 5)
            grown = {size: bench.costs(1, size, 2 if quick else 5, peers=False) for size in SIZES}
            cut = _cut(address, place, runner, 1 if quick else 3)
        finally:
            vault.close()
            server.stop()
    figures = [
        *_figures("upload of 64 MB", large, 1.5),
        *_figures(f"upload of {MANY} × 300 KB", many, 2.5),
        *bench.missing,
        cut,
    ]
    series = {
        name: [(size / 2**20, spread(cost[key]).median) for size, cost in {**grown, LARGE: large}.items()]
        for name, key in (("from the vault", "vault"), ("our uploader", "ours"), ("plain PUT", "put"))
    }
    return Result(figures, [Curve("uploads", "Uploading one paper", "MB (2²⁰ bytes)", "ms", series)])


class _Bench:
    """What cannot be had on this machine is left out, and told in `missing`."""

    def __init__(self, folder: Path, clients: Clients, vault: Vault) -> None:
        self._folder = folder
        self._works: dict[str, Callable[[list[Paper]], float]] = {
            "ours": clients.ours,
            "vault": partial(clients.ours_from, vault),
            "put": clients.put,
        }
        self._peers: dict[str, Callable[[list[Paper]], float]] = {}
        self.missing: list[Figure] = []
        for name, made, work in (
            ("tuspy", python_peer, clients.tuspy),
            ("tus-js-client", node_peer, clients.tus_js),
        ):
            try:
                made()
            except NotHere as why:
                self.missing.append(Figure("uploads", name, None, note=f"not run: {why}"))
            else:
                self._peers[name] = work

    def costs(self, count: int, size: int, rounds: int, *, peers: bool = True) -> Costs:
        """Measure the milliseconds for all of `count` papers.

        Each client brings papers that the server never saw.
        """
        works = {**self._works, **(self._peers if peers else {})}
        return interleaved(
            {name: partial(self._once, work, count, size) for name, work in works.items()}, rounds
        )

    def _once(self, work: Callable[[list[Paper]], float], count: int, size: int) -> float:
        with tempfile.TemporaryDirectory(dir=self._folder) as made:
            return work(papers(Path(made), count, size))


def _figures(what: str, costs: Costs, target: float) -> list[Figure]:
    """Compare with the PUT, from the vault too, and with each peer."""
    compared = [
        ("ours", what, "put", "httpx PUT of the same bytes", target),
        ("vault", f"{what}, read from the vault", "put", "httpx PUT of the same bytes", None),
        *(("ours", what, name, name, 1.0) for name in costs if name.startswith("tus")),
    ]
    return [
        Figure(
            named,
            baseline,
            ratio(costs[ours], costs[theirs]),
            target=bound,
            ours=middle(costs[ours]),
            theirs=middle(costs[theirs]),
            rounds=len(costs[ours]),
        )
        for ours, named, theirs, baseline, bound in compared
    ]


def _cut(address: str, folder: Path, runner: asyncio.Runner, rounds: int) -> Figure:
    seeds = itertools.count()
    sent = [runner.run(_sent_with_cuts(address, folder, next(seeds))) for _ in range(rounds)]
    return Figure(
        "bytes sent, the link cut at half of the rest, ten times",
        "size of the file",
        spread([one / CUT_SIZE for one in sent]),
        target=1.02,
        ours=f"{spread(sent).median:,.0f} bytes",
        theirs=f"{CUT_SIZE:,} bytes",
        rounds=rounds,
    )


async def _sent_with_cuts(address: str, folder: Path, seed: int) -> int:
    """Return the bytes sent until the server had all of 19 MB."""
    (paper,) = papers(folder, 1, CUT_SIZE + seed)
    content = paper.path.read_bytes()
    document, heard = paper.document, [0]

    async def keep(location: str) -> None:
        nonlocal document
        document = replace(document, upload_url=location)

    async with bad_network(int(address.rpartition(":")[2])) as network:
        line = f"http://127.0.0.1:{network.port}"
        async with exchange_with(line) as exchange:
            uploader = Uploader(exchange)
            for turn in range(CUTS + 1):
                begun, half = len(heard), (document.size - heard[-1]) // 2
                network.cut_after = half if turn < CUTS else None
                try:
                    await uploader.upload(document, io.BytesIO(content), heard.append, keep)
                except ConnectivityError:
                    offset = heard[begun] if len(heard) > begun else 0
                    # What was forwarded is the server's to write; a person is not back at that very moment either.
                    sample = Sample(document.id, content)
                    await on_disk(folder / "ministry", sample, max(0, offset + half - _HEADS - _IN_HAND))
        return network.sent
