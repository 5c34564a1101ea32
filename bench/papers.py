"""Documents to upload, and who uploads them: ours, a plain PUT, tuspy, tus-js-client.

All of them bring the same files, whole, one after the other, over one connection where the client keeps one. The
milliseconds are of the uploading alone: content and checksums are made before.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import subprocess
import sys
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from bench.measure import timed
from bench.peers import HERE, node_peer, python_peer
from bench.upload_server import PLAIN
from services.api.uploader import Uploader
from services.models.document import Document
from services.vault import Vault
from tests.contract.upload_server import AMINA
from tests.unit.uploads.sending import exchange_with

HEAD = b"%PDF-1.7\n"
TYPE = "application/pdf"
ENDPOINT = "/v1/uploads"
_chance = random.Random(4)


@dataclass(frozen=True)
class Paper:
    """A file that the server never saw: sound at its beginning, random for the rest."""

    document: Document
    path: Path

    @property
    def metadata(self) -> dict[str, str]:
        return {
            "document_id": self.document.id,
            "sha256": self.document.sha256,
            "media_type": self.document.media_type,
        }


def papers(folder: Path, count: int, size: int) -> list[Paper]:
    return [_paper(folder, size) for _ in range(count)]


def _paper(folder: Path, size: int) -> Paper:
    value = (0x019A << 112) | (7 << 76) | (2 << 62) | _chance.getrandbits(62)
    content = HEAD + os.urandom(size - len(HEAD))
    document = Document(
        id=str(uuid.UUID(int=value)),
        name="paper.pdf",
        media_type=TYPE,
        size=size,
        sha256=hashlib.sha256(content).hexdigest(),
        added_at="2026-01-04T09:00:00Z",
    )
    path = folder / f"{document.id}.pdf"
    path.write_bytes(content)
    return Paper(document, path)


async def _forget(location: str) -> None:
    # What the outbox keeps the address for is no part of this.
    ...


class Clients:
    """Uploaders to one address."""

    def __init__(self, address: str, runner: asyncio.Runner) -> None:
        self._address = address
        self._runner = runner

    def ours(self, sent: list[Paper]) -> float:
        return self._ours(sent, lambda paper: paper.path.open("rb"))

    def ours_from(self, vault: Vault, sent: list[Paper]) -> float:
        """Send as the outbox does, reading from the sealed attachment."""
        for paper in sent:
            vault.attachments.put(paper.document.id, [paper.path.read_bytes()])
        return self._ours(sent, lambda paper: vault.attachments.open(paper.document.id))

    def _ours(self, sent: list[Paper], open_: Callable[[Paper], AbstractContextManager[BinaryIO]]) -> float:
        async def bring() -> None:
            async with exchange_with(self._address) as exchange:
                uploader = Uploader(exchange)
                for paper in sent:
                    with open_(paper) as source:
                        await uploader.upload(paper.document, source, lambda _: None, _forget)

        return timed(lambda: self._runner.run(bring()))

    def put(self, sent: list[Paper]) -> float:
        """Send by httpx, each file whole from memory: the baseline."""
        contents = [(paper.document.id, paper.path.read_bytes()) for paper in sent]

        async def bring() -> None:
            async with httpx.AsyncClient(base_url=self._address, timeout=60, trust_env=False) as http:
                for name, content in contents:
                    (await http.put(PLAIN + name, content=content)).raise_for_status()

        return timed(lambda: self._runner.run(bring()))

    def tuspy(self, sent: list[Paper]) -> float:
        """Send by tuspy. Raises `NotHere`."""
        environment = {**os.environ, "PYTHONPATH": str(python_peer())}
        return self._peer([sys.executable, str(HERE / "tuspy_client.py")], sent, env=environment)

    def tus_js(self, sent: list[Paper]) -> float:
        """Send by tus-js-client. Raises `NotHere`."""
        return self._peer(["node", "tus_js.mjs"], sent, cwd=node_peer())

    def _peer(
        self,
        command: list[str],
        sent: list[Paper],
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
    ) -> float:
        files = [{"path": str(paper.path), "metadata": paper.metadata} for paper in sent]
        job = sent[0].path.with_suffix(".json")
        job.write_text(
            json.dumps({"endpoint": self._address + ENDPOINT, "token": AMINA, "files": files}),
            encoding="utf-8",
        )
        done = subprocess.run(
            [*command, str(job)], cwd=cwd, env=env, stdout=subprocess.PIPE, text=True, timeout=120, check=True
        )
        return float(done.stdout)
