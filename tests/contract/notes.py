"""A noun for tests, of the sort that a person makes whole: its routes, its table and its kind are made here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ministry.clock import rfc3339
from ministry.contract.checked import Body
from ministry.database import Base, Session
from ministry.metadata import metadata
from ministry.own import Own, Owned, own_routes
from ministry.problems import Problem
from services.own import own_kind
from tests.contract.conftest import World
from tests.contract.nouns import own_noun
from tests.postgres import written

NOTE = own_noun("PUT /v1/notes/{note_id}", "sendNote", {"words": "Bonjour."}, {"words": "Autre."})
REFUSED = "Non."
"""The words of a note that is not taken."""


class _Base(DeclarativeBase):
    type_annotation_map = Base.type_annotation_map


# What a note's `person_id` refers to; the database has it already.
metadata.tables["person"].to_metadata(_Base.metadata)


class NoteRow(Owned, _Base):
    __tablename__ = "note"

    words: Mapped[str] = mapped_column(Text)


_NOTES = [_Base.metadata.tables["note"]]


class NoteBody(Body):
    words: str


async def _taken(_: Session, row: NoteRow) -> None:
    if row.words == REFUSED:
        raise Problem("conflict")


NOTES = Own(
    "note",
    NoteRow,
    NoteBody,
    lambda row: {"id": row.id, "words": row.words, "received_at": rfc3339(row.received_at)},
    _taken,
)


@dataclass(frozen=True, slots=True)
class Note:
    id: str
    words: str
    received_at: str | None = None


@dataclass(frozen=True, slots=True)
class NotePage:
    items: list[Note]
    next: str | None = None


NOTE_KIND = own_kind("note", Note, NotePage)


@contextmanager
def notes_taken(world: World) -> Iterator[None]:
    """Let the ministry of a test take notes until it ends."""
    with written(world.ministry.context.database) as session:
        _Base.metadata.create_all(session.connection(), tables=_NOTES)
    world.app.router.routes += own_routes(NOTES, world.ministry.context).routes
    try:
        yield
    finally:
        with written(world.ministry.context.database) as session:
            _Base.metadata.drop_all(session.connection(), tables=_NOTES)
