"""Devices with a store in memory and one on disk, and what one of them brought out."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.archive.age import AgeReader
from services.models.case import Ask, Case, CaseState, Decision, Outcome
from services.models.person import Profile
from services.registry import KINDS
from services.vault import RecordStore, Vault
from tests.memory_store import InMemoryRecordStore
from tests.unit.archive.device import PAGE, SECRET, Device, Entries
from tests.unit.outbox.model import ModelMinistry, Trouble


@pytest.fixture
def ministry() -> ModelMinistry:
    return ModelMinistry()


@pytest.fixture(params=["memory", "vault"])
def make(
    request: pytest.FixtureRequest, tmp_path: Path, ministry: ModelMinistry
) -> Iterator[Callable[[], Device]]:
    stores: list[RecordStore] = []

    def device() -> Device:
        if request.param == "memory":
            stores.append(InMemoryRecordStore(KINDS))
        else:
            folder = tmp_path / f"profile-{len(stores)}"
            Vault.create(folder, f"{len(stores)}" * 32)
            stores.append(Vault(Profile(f"{len(stores)}" * 32, "Amina Benali"), folder, bytes(32), KINDS))
        return Device(stores[-1], ministry)

    yield device
    for store in stores:
        store.close()


@pytest.fixture
async def first(make: Callable[[], Device], ministry: ModelMinistry) -> Device:
    return await used(make(), ministry)


async def used(device: Device, ministry: ModelMinistry) -> Device:
    """Let a device have something of everything: sent, refused, waiting, being written."""
    desk = device.desk
    desk.send_new(b"%PDF-1.4 sent")
    await desk.drain()
    ministry.troubles.append(Trouble.REFUSED)
    desk.send_new()
    await desk.drain()
    desk.write(PAGE, text="not sent yet")
    desk.send_new()
    desk.messages.send("case", "marhaba مرحبا", "ar")
    desk.replies.send("case", "ask", [desk.attach(b"%PDF-1.4 reply")])
    desk.cases.keep(decided("case"), "etag")
    desk.cases.mark_decision_read("case")
    return device


def decided(case_id: str) -> Case:
    at = "2026-01-04T09:00:00Z"
    ask = Ask("ask", "certificate", {"fr": "Certificat"}, "Il manque.", "fr", at, "2026-02-01", at)
    decision = Decision(Outcome.REFUSED, at, "Il manque deux années.", "fr", [], ["appeal"])
    return Case(case_id, "26-1", "sick_leave", CaseState.DECIDED, at, at, [], [ask], decision)


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Entries:
    """Export one device; `test_archive` exports a vault, too."""
    ministry = ModelMinistry()
    device = asyncio.run(used(Device(InMemoryRecordStore(KINDS), ministry), ministry))
    path = device.export(tmp_path_factory.mktemp("exported") / "whole.age")
    with path.open("rb") as file, zipfile.ZipFile(io.BufferedReader(AgeReader(file, SECRET))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def entries(exported: Entries) -> Entries:
    """Copy the entries, for a test to change."""
    return dict(exported)
