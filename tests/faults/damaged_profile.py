"""A profile with everything in it, damaged in one place, then opened, tidied and looked through for weeks."""

from __future__ import annotations

import hashlib
import math
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services import codec
from services.cases import CaseRepository
from services.clock import ManualClock
from services.codec import ShapeError
from services.document_repository import DocumentRepository
from services.drafts import KIND as DRAFT
from services.drafts import DraftRepository
from services.errors import DamagedRecordError, QaribError
from services.messages import MESSAGE, MessageRepository
from services.models.document import Document
from services.models.outbox import SendState
from services.models.request import AttachedPaper, Draft, Request
from services.models.unsent import Unsent
from services.outbox.queue import SendQueue
from services.registry import KINDS
from services.replies import REPLY, ReplyRepository
from services.requests import REQUEST, RequestRepository
from services.unsent import UnsentRepository, reply_id
from services.vault import FileKeystore, ProfileStore, Vault
from services.vault.ballast import FILE as BALLAST

BEGIN = datetime(2026, 1, 4, 9, tzinfo=UTC)
NOW = "2026-01-04T09:00:00Z"
DAYS = (0, 2, 9, 16, 40)
"""The days of the openings after the damage: beyond every waiting."""
OF_THE_SYSTEM = (RecursionError, MemoryError, sqlite3.Error, ValueError, TypeError, KeyError, OSError)

Tidy = Callable[[Vault, DraftRepository, CaseRepository, DocumentRepository], object]


@dataclass
class Content:
    """What was kept, as it was kept."""

    drafts: dict[str, Draft] = field(default_factory=dict)
    papers: dict[str, bytes] = field(default_factory=dict)
    states: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)


@dataclass
class Home:
    """A folder of the app with one profile."""

    folder: Path
    profile_id: str
    content: Content

    @property
    def files(self) -> list[Path]:
        """The files of the profile by their path, without the ballast."""
        folder = self.folder / "profiles" / self.profile_id
        found = [path for path in folder.rglob("*") if path.is_file() and path.name != BALLAST]
        return sorted(path.relative_to(self.folder) for path in found)

    def copy(self, folder: Path) -> Home:
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns(BALLAST))
        return Home(folder, self.profile_id, self.content)

    def store(self, clock: ManualClock) -> ProfileStore:
        return ProfileStore(self.folder, FileKeystore(self.folder / "keystore"), clock, kinds=KINDS)


def furnish(home: Path, *, drafts: int = 40) -> tuple[Home, Home, Home]:
    """Make a profile: half-way, killed with a full log, closed."""
    clock = ManualClock(BEGIN)
    profiles = ProfileStore(home / "closed", FileKeystore(home / "closed" / "keystore"), clock, kinds=KINDS)
    made = Home(home / "closed", profiles.create("Amina Benali").id, Content())
    vault = profiles.open(made.profile_id)
    _write(vault, clock, made.content, range(drafts // 2))
    vault.close()
    half = Home(made.folder, made.profile_id, Content(**vars(made.content))).copy(home / "half")
    vault = profiles.open(made.profile_id)
    _write(vault, clock, made.content, range(drafts // 2, drafts))
    killed = made.copy(home / "killed")
    vault.close()
    return half, killed, made


def _write(vault: Vault, clock: ManualClock, content: Content, numbers: range) -> None:
    drafts, documents = DraftRepository(vault), DocumentRepository(vault, clock)
    chance = random.Random(numbers.start)

    def paper(name: str) -> str:
        kept = chance.randbytes(chance.randrange(20, 900))
        digest = hashlib.sha256(kept).hexdigest()
        documents.add(Document(name, "page.pdf", "application/pdf", len(kept), digest, NOW), [kept])
        content.papers[name] = kept
        return name

    for number in numbers:
        papers = [paper(f"paper-{number}")] if number % 2 else []
        text = "".join(chance.choices("abcdefgh", k=number * 397 % 9000))
        id_ = f"0193f0a0-6c00-7b00-8a00-{number:012}"
        draft = Draft(id_, "sick_leave", "1", "fr", NOW, NOW, {"why": text}, {"certificate": papers})
        drafts.save(draft)
        content.drafts[id_] = draft
    queue, requests = SendQueue(vault), RequestRepository(vault, clock)
    for number, state in enumerate((SendState.WAITING, SendState.HELD, SendState.SENT)):
        id_ = f"request-{numbers.start}-{number}"
        attached = AttachedPaper("certificate", paper(f"of-{id_}"), "0" * 64)
        draft = Draft(id_, "sick_leave", "1", "fr", NOW, NOW, {"why": id_})
        requests.send(draft, Request(id_, "sick_leave", "1", "fr", NOW, {"why": id_}, [attached]))
        if state is not SendState.WAITING:
            queue.move(REQUEST, id_, (SendState.WAITING,), state)
        content.states[REQUEST, id_] = (state, 0)
    of_reply = AttachedPaper("certificate", paper(f"of-reply-{numbers.start}"), "0" * 64)
    reply = ReplyRepository(vault, clock).send("case", f"ask-{numbers.start}", [of_reply])
    content.states["reply", reply.id] = (SendState.WAITING, 0)
    UnsentRepository(vault).save(
        Unsent(reply_id(f"open-{numbers.start}"), "text", [paper(f"of-unsent-{numbers.start}")])
    )
    message = MessageRepository(vault, clock).send("case", "good day", "fr")
    content.states["message", message.id] = (SendState.WAITING, 0)


@dataclass
class Found:
    """What became of one damaged profile."""

    refused: str = ""
    """Opening ended in this typed error."""
    odd: str = ""
    """An error that nobody catches."""
    said: bool = False
    """True if a typed error, a repair, or a record named as damaged said it."""
    drafts: set[str] = field(default_factory=set)
    """Those that do not open any more."""
    unlisted: set[str] = field(default_factory=set)
    """Those that some list left out without a word."""
    papers: set[str] = field(default_factory=set)
    """Those that cannot be read any more; reading says so."""
    deleted: set[str] = field(default_factory=set)
    """Files of papers that are nowhere in the folder."""
    states: set[tuple[str, str]] = field(default_factory=set)
    """Records that were given out in another state than theirs."""


def damaged(home: Home, hit: str, tidy: Tidy) -> Found:
    """Open the profile on each of `DAYS`; look at all in it.

    As the app does. `hit` names the file that was damaged.
    """
    found, clock = Found(), ManualClock(BEGIN)
    for day in DAYS:
        clock.set(BEGIN + timedelta(days=day))
        try:
            with closing(home.store(clock).open(home.profile_id)) as vault:
                _look(vault, home.content, found)
                cases = CaseRepository(vault, MessageRepository(vault, clock))
                tidy(vault, DraftRepository(vault), cases, DocumentRepository(vault, clock))
                if day == DAYS[-1]:
                    _look(vault, home.content, found)
                    found.drafts = {*_unread_drafts(vault, home.content)}
                    found.papers = {*_unread_papers(DocumentRepository(vault, clock), home.content)}
                found.said |= bool(vault.damaged())
        except QaribError as error:
            found.refused, found.said = type(error).__name__, True
        except OF_THE_SYSTEM as error:
            found.odd = repr(error)
    folder = home.folder / "profiles" / home.profile_id
    there = {path.name.partition(".")[0] for path in folder.rglob("*")} if folder.exists() else set()
    found.deleted = home.content.papers.keys() - there - {hit}
    return found


def _look(vault: Vault, content: Content, found: Found) -> None:
    """Look as the lists of the app and the outbox do."""
    listed = {head.id for head in DraftRepository(vault).list()}
    found.said |= vault.repaired is not None or bool(vault.damaged())
    missed = content.drafts.keys() - listed
    of_case = {(kind, head.id) for kind in (MESSAGE, REPLY) for head in vault.children(kind, "case")}
    missed |= {id_ for kind, id_ in content.states if kind in (MESSAGE, REPLY) and (kind, id_) not in of_case}
    found.said |= bool(vault.damaged())
    if not found.said:
        found.unlisted |= missed
        if vault.count(DRAFT) < len(content.drafts):
            found.unlisted |= {f"{vault.count(DRAFT)} counted"}
    for head in vault.due(math.inf, [*SendState]):
        if content.states.get((head.kind, head.id)) != (head.state, head.attempts):
            found.states.add((head.kind, head.id))


def _unread_drafts(vault: Vault, content: Content) -> Iterator[str]:
    for id_, draft in content.drafts.items():
        try:
            body = vault.get(DRAFT, id_)
            if body is None or codec.structure(body, Draft) != draft:
                yield id_
        except (DamagedRecordError, ShapeError):
            yield id_


def _unread_papers(documents: DocumentRepository, content: Content) -> Iterator[str]:
    for id_, kept in content.papers.items():
        try:
            with documents.open(id_) as file:
                if documents.get(id_) is None or file.read() != kept:
                    yield id_
        except DamagedRecordError:
            yield id_
