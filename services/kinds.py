"""What a noun declares of its records, once. `services.registry` finds the declarations of all nouns.

The store keeps declared kinds alone. A record of another kind was written by a newer version: it may name any document,
so nothing is swept while there is one, and no archive can hold it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from services.outbox.ports import Sender, Sync

Counter: TypeAlias = Literal["drafts", "requests", "cases", "own"]
"""A counter of `screens.state.ChangeCounters`: what is reloaded when it changes."""


class UndeclaredKindError(LookupError):
    """A record was to be kept of a kind that no noun declares: a mistake of the program."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class NoHead:
    """Shape of a head that no list looks at."""


@dataclass(frozen=True, slots=True)
class Archived:
    """How the records of a kind stand in an archive (`docs/archive.md`)."""

    body: Any
    """Shape of a body, as `codec.structure` takes it."""
    id_of: Callable[[Any], str]
    """Id of the record with this body."""
    head: Any = NoHead
    """Shape of a head."""
    spelled_out: Callable[[Any], dict[str, Any]] | None = None
    """Head as an archive holds it; None where it is the stored one."""
    head_of: Callable[[Any], Any] | None = None
    """Head to store, made from the body; None where the archive's is stored."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is true of all records of a kind."""

    name: str
    """The name in clear in the store and in archives: it says nothing about a person."""
    archived: Archived | None = None
    """None for a kind that stays on its device."""
    papers: Callable[[dict[str, Any]], Iterator[str]] | None = None
    """Ids of the documents that a body names; None for a kind that never names any."""
    papers_in_head: Callable[[Any], Iterable[str] | None] | None = None
    """The same from a head, which is cheaper; its answer is None for a head that does not say."""
    sent_papers: Callable[[dict[str, Any]], Iterator[str]] | None = None
    """Ids of the documents that are sent with a record."""
    has_file: bool = False
    """True if a file of the record's own id lies beside it."""
    parent: Callable[[Any], str | None] | None = None
    """Id of the record that a head belongs to: `RecordStore.children` finds by it."""
    sender: Callable[[Any], Sender] | None = None
    """Makes what sends the records, of `services.outbox.means.Means`; None for a kind that is never sent."""
    sync: Callable[[Any], Sync] | None = None
    """Makes what brings the records from the ministry, of `Means`; None where another noun's records bring them."""
    shape: type[Any] | None = None
    """Of the contract: screens know the kind by it. None for a kind whose noun has actions of its own."""
    is_sent: bool = False
    """True if every record of it is to be sent: one without a state has lost it."""
    replaces: str | None = None
    """Kind whose record of the same id becomes one of this kind: never both."""
    concerns: Counter | None = None
    """What a change of a record concerns on the screens."""


Kinds: TypeAlias = Mapping[str, Kind]
"""Declarations by name, in the order in which an archive holds them."""


def declared(*kinds: Kind) -> Kinds:
    """Put declarations together. Raises `ValueError` where two have the same name."""
    by_name = {kind.name: kind for kind in kinds}
    if len(by_name) != len(kinds):
        raise ValueError("a kind is declared twice")
    return MappingProxyType(by_name)


def kind_of(kinds: Kinds, name: str) -> Kind:
    """Return the declaration of a kind. Raises `UndeclaredKindError`."""
    try:
        return kinds[name]
    except KeyError:
        raise UndeclaredKindError(name) from None


ONLY = "self"
"""Id of the record of a kind that a profile has once."""


def myself(_: Any) -> str:
    return ONLY
