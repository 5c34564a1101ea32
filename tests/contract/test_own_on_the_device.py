"""What a person makes whole on a device, against the real server: sent once, brought again, corrected."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import delete, update

from services.api.client import MinistryClient
from services.api.tokens import InMemoryTokenStore, KeptTokens
from services.document_repository import DocumentRepository
from services.errors import NotReopenableError
from services.kinds import declared
from services.models.change import Change
from services.models.outbox import SendState
from services.models.unsent import Unsent
from services.outbox.means import Means, senders_of, syncs_of
from services.outbox.papers import PaperUploads
from services.own import OwnRepository, unsent_id
from services.registry import KINDS
from services.unsent import UnsentRepository
from tests.blocking import ApartTransport
from tests.contract.conftest import World
from tests.contract.notes import NOTE, NOTE_KIND, Note, NoteRow, notes_taken
from tests.manual_clock import ManualClock
from tests.memory_store import InMemoryRecordStore
from tests.postgres import written


class Device:
    """A store with its outbox's parts."""

    def __init__(self, client: MinistryClient) -> None:
        self.store = InMemoryRecordStore(declared(*KINDS.values(), NOTE_KIND))
        self.notes = OwnRepository(self.store, "note", Note)
        clock = ManualClock()
        papers = PaperUploads(DocumentRepository(self.store, clock), client.uploader)
        means = Means(self.store, clock, papers, client)
        self.sender = senders_of(self.store.kinds, means)["note"]
        (self.sync,) = syncs_of(declared(NOTE_KIND), means)

    def moves(self, note_id: str, state: SendState, body: dict[str, Any] | None = None) -> None:
        with self.store.transaction() as tx:
            tx.set_state("note", note_id, state)
            if body is not None:
                tx.put("note", note_id, body)

    async def sends(self, note: Note) -> None:
        self.notes.send(note)
        delivery = await self.sender(note.id, lambda _: None)
        self.moves(note.id, SendState.SENT, delivery.body)

    def kept(self, note_id: str) -> Any:
        return self.notes.get(note_id)


async def sent_elsewhere(world: World) -> str:
    """Send a note from another device, a second after anything before."""
    world.clock.forward(seconds=1)
    sending = NOTE.begin(world, None)
    await asyncio.to_thread(sending.send, world)
    return sending.id


@pytest.fixture
async def device(world: World) -> AsyncIterator[Device]:
    token = world.bearer()["Authorization"].removeprefix("Bearer ")
    clock = ManualClock(world.clock())
    tokens = InMemoryTokenStore(KeptTokens(token, "", clock.time() + 600, clock.time() + 600))
    client = MinistryClient("http://localhost", tokens, transport=ApartTransport(world.app), clock=clock)
    with notes_taken(world):
        yield Device(client)
    await client.aclose()


async def test_it_becomes_what_the_ministry_answers_and_is_sent_once(device: Device, world: World) -> None:
    note = Note(world.new_id(), "Bonjour.")
    await device.sends(note)
    assert device.kept(note.id).value.received_at is not None
    received_at = device.kept(note.id).value.received_at
    device.notes.send(note)  # as before a crash that came between the answer and its being kept
    again = await device.sender(note.id, lambda _: None)
    assert again.body == {"id": note.id, "words": "Bonjour.", "received_at": received_at}


async def test_what_another_device_sent_is_brought_and_what_waits_is_left(
    device: Device, world: World
) -> None:
    theirs = [await sent_elsewhere(world) for _ in range(3)]
    waiting = Note(theirs[0], "Bonjour.")
    device.notes.send(waiting)
    assert await device.sync() == Change.of(("note", theirs[1]), ("note", theirs[2]))
    assert device.kept(waiting.id).sending.state is SendState.WAITING
    assert [item.value.id for item in device.notes.newest(2).items] == theirs[:0:-1]
    assert device.notes.newest(2).total == 3
    assert await device.sync() == Change()


async def test_one_that_lost_its_state_is_had_again(device: Device, world: World) -> None:
    note = Note(world.new_id(), "Bonjour.")
    await device.sends(note)
    with device.store.transaction() as tx:
        tx.set_state("note", note.id, None)
    assert device.kept(note.id).sending.state is SendState.NEEDS_ATTENTION
    assert await device.sync() == Change.of(("note", note.id))
    assert device.kept(note.id).sending.state is SendState.SENT


async def test_what_the_ministry_changed_is_brought(device: Device, world: World) -> None:
    note = Note(world.new_id(), "Bonjour.")
    await device.sends(note)
    await device.sync()
    with written(world.ministry.context.database) as session:
        session.execute(delete(NoteRow))
    await asyncio.to_thread(world.put, f"/v1/notes/{note.id}", {"words": "Autre."})
    assert await device.sync() == Change.of(("note", note.id))
    assert device.kept(note.id).value.words == "Autre."


async def test_the_newest_is_what_was_made_last_whatever_came_to_others(device: Device, world: World) -> None:
    oldest = await sent_elsewhere(world)
    world.clock.forward(seconds=1)
    offline = Note(world.new_id(), "Bonjour.")
    newest = await sent_elsewhere(world)
    await device.sync()
    await device.sends(offline)
    with written(world.ministry.context.database) as session:
        session.execute(update(NoteRow).where(NoteRow.id == oldest).values(words="Autre."))
    assert await device.sync() == Change.of(("note", oldest))
    assert [item.value.id for item in device.notes.newest(9).items] == [newest, offline.id, oldest]


def test_a_refused_one_is_written_again_before_what_is_being_written() -> None:
    store = InMemoryRecordStore(declared(*KINDS.values(), NOTE_KIND))
    notes, unsent = OwnRepository(store, "note", Note), UnsentRepository(store)
    note = Note("n", "Refusé.")
    notes.send(note)
    unsent.save(Unsent(unsent_id("note"), "Nouveau."))
    with pytest.raises(NotReopenableError):
        notes.reopen("n", note.words)
    with store.transaction() as tx:
        tx.set_state("note", "n", SendState.NEEDS_ATTENTION)
    notes.reopen("n", note.words)
    assert unsent.get(unsent_id("note")).text == "Refusé.\n\nNouveau."
    assert notes.get("n") is None


def test_sending_ends_what_was_being_written() -> None:
    store = InMemoryRecordStore(declared(*KINDS.values(), NOTE_KIND))
    UnsentRepository(store).save(Unsent(unsent_id("note"), "Bonjour."))
    note = Note("n", "Bonjour.")
    OwnRepository(store, "note", Note).send(note)
    assert UnsentRepository(store).get(unsent_id("note")).text == ""
    assert OwnRepository(store, "note", Note).get("n") is not None
