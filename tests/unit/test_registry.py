"""The registry of kinds: one declaration a noun, and no second table beside it."""

from __future__ import annotations

import re
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import app
import services
from screens.state import ChangeCounters
from services import locking, messages, replies, requests
from services.api import tokens
from services.archive.layout import archived, is_entry
from services.document_repository import DocumentRepository
from services.kinds import Kind, UndeclaredKindError, declared, kind_of
from services.outbox.means import Means, senders_of
from services.outbox.papers import PaperUploads
from services.registry import KINDS
from services.vault.rows import checked
from tests.manual_clock import ManualClock
from tests.memory_store import InMemoryRecordStore
from tests.unit.outbox.model import ModelMinistry

SOURCES = [path for package in (app, services) for path in Path(package.__path__[0]).rglob("*.py")]


def constants() -> dict[str, str]:
    """Return the names of the kinds, as DRAFT or MESSAGE."""
    return {
        name: value
        for module in [each for name, each in sys.modules.items() if name.startswith("services.")]
        for name, value in vars(module).items()
        if isinstance(value, str) and value in KINDS and name.isupper()
    }


def test_each_declaration_of_a_noun_is_found() -> None:
    declaration = re.compile(r"^([A-Z_]+)_KIND = ", re.MULTILINE)
    found = [name for path in SOURCES for name in declaration.findall(path.read_text())]
    assert len(found) == len(KINDS) > 10


def test_each_record_that_is_put_is_named_by_a_declared_kind() -> None:
    called = {
        name for path in SOURCES for name in re.findall(r"(?:tx|own)\.put\(([A-Z_]+),", path.read_text())
    }
    assert len(called) > 5
    assert called <= constants().keys()


def test_no_other_table_goes_by_kind() -> None:
    # A dictionary with two kinds among its keys is such a table.
    names = "|".join([*constants(), "DRAFT", *(f'"{name}"' for name in KINDS)])
    table = re.compile(rf"\{{[^{{}}]*\b(?:{names}): [^{{}}]*[,\s](?:{names}): ")
    assert table.search("{DRAFT: 1, REQUEST: 2}")
    assert [path.name for path in SOURCES if table.search(path.read_text())] == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_a_kind_says_holds_together(kind: Kind) -> None:
    assert checked(kind.name) == kind.name
    if kind.is_sent or kind.sent_papers is not None:
        assert kind.sender is not None
    if kind.sent_papers is not None:
        assert kind.papers is not None, "what is sent is not swept"
    if kind.papers_in_head is not None:
        assert kind.papers is not None
    if kind.replaces is not None:
        assert kind.replaces in KINDS
    if kind.concerns is not None:
        assert kind.concerns in {each.name for each in fields(ChangeCounters)}
    if kind.archived is not None:
        assert is_entry(f"records/{kind.name}.jsonl")


def test_only_what_belongs_to_the_device_stays_out_of_archives() -> None:
    assert KINDS.keys() - archived(KINDS).keys() == {locking.LOCKING, tokens.TOKEN}


def test_what_replaces_comes_after_it_in_an_archive() -> None:
    # So that a draft of which the archive holds the request, too, is known by then.
    order = [*KINDS]
    replacing = [kind for kind in KINDS.values() if kind.replaces is not None]
    assert replacing
    assert all(order.index(str(kind.replaces)) < order.index(kind.name) for kind in replacing)


def test_each_sender_is_made() -> None:
    store, clock, ministry = InMemoryRecordStore(KINDS), ManualClock(), ModelMinistry()
    papers = PaperUploads(DocumentRepository(store, clock), ministry)
    senders = senders_of(KINDS, Means(store, clock, papers, ministry))
    assert senders.keys() >= {requests.REQUEST, messages.MESSAGE, replies.REPLY}
    assert all(callable(each) for each in senders.values())


def test_a_kind_is_declared_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        declared(Kind("draft"), Kind("draft"))


def test_an_undeclared_kind_is_told_by_its_name() -> None:
    with pytest.raises(UndeclaredKindError) as caught:
        kind_of(KINDS, "appointment")
    assert caught.value.kind == "appointment"
