"""Cache what Flet 1.0.5 computes again at every event and for every screen.

Four fifths of Python's time for a keystroke was the type of the event: Flet writes out every annotation of the
control's class each time. Three fifths of its time for the next question was Flet's too: it searches for controls in
each of the 40 to 90 properties of each control that comes or goes, and puts each message into words for a log that is
off. With this module a keystroke takes a third of the time and the next question less than a half
(`docs/performance.md`); what is sent to the client is the same, byte by byte.

Each function gives what Flet's own gives. `tests/components/test_speedups.py` keeps fingerprints of the replaced
functions, fails when a new Flet changes one, and compares the answers for every event of every control.

Upstream: no issue is known for what is left after flet-dev/flet#6296 (properties that were set) and #6651 (mounting).
Ends when Flet caches the types of events and looks for controls only in properties that were set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from flet.controls import base_control, object_patch
from flet.controls.base_control import BaseControl
from flet.controls.control_event import get_event_field_type
from flet.controls.object_patch import DiffBuilder
from flet.messaging.protocol import Message


def quicken() -> None:
    """Install the patch in the whole process; again changes nothing."""
    base_control.get_event_field_type = event_field_type  # type: ignore[attr-defined]
    object_patch.DiffBuilder = SparseDiff  # type: ignore[misc]
    Message.__str__ = _named  # type: ignore[method-assign, assignment]


_event_types: dict[tuple[type, str], Any] = {}


def event_field_type(control: Any, field_name: str) -> Any:
    """Return the type of an event of a control, looked up once.

    Flet looks for it by writing out every annotation of the control's class.
    """
    key = (control.__class__, field_name)
    if key not in _event_types:
        _event_types[key] = get_event_field_type(control, field_name)
    return _event_types[key]


def _named(message: Message) -> str:
    """Name a message by its action alone.

    Flet puts all properties of each control in it into words, for a log that nobody keeps.
    """
    return f"Message({message.action})"


class SparseDiff(DiffBuilder):
    """A diff that looks for controls where some may be.

    Flet looks into each of the 40 to 90 properties of a control that came or went; most were never set.
    """

    def _configure_dataclass(
        self, item: Any, parent: Any, frozen: bool, configure_setattr_only: bool = False
    ) -> Iterator[Any]:
        own = super()._configure_dataclass
        if configure_setattr_only or not is_dataclass(item):
            yield from own(item, parent, frozen, configure_setattr_only)
            return
        # Flet's own, but for what is within: it notes whose the item is, and gives it if it is a control.
        controls = [*own(item, parent, frozen, True)]
        frozen, known = getattr(item, "_frozen", False), getattr(item, "_parent", None)
        for control in controls:
            control.build()
            control._before_update_safe()  # noqa: SLF001 - as Flet's own does
            object.__setattr__(control, "_initialized", True)
            yield control
        above = item if controls else known and known()
        for part in parts(item):
            yield from self._configure_dataclass(part, above, frozen)
        if not frozen:
            # What building it changed in it is no change to tell.
            for _ in own(item, parent, False, True):
                pass

    def _removed_controls(self, item: Any, recurse: bool) -> Iterator[Any]:
        if not (recurse and isinstance(item, BaseControl)) or hasattr(item, "__prev_lists"):
            yield from super()._removed_controls(item, recurse)
            return
        for part in parts(item):
            yield from self._removed_controls(part, recurse)
        yield item


def parts(item: Any) -> list[Any]:
    """Return the values of an item that may hold controls, in order."""
    order, always = _plan(item.__class__)
    values = getattr(item, "_values", None)
    if values is None:
        names = [*order]
    else:
        some = {name for name, value in values.items() if _holds(value) and name in order}
        names = sorted(always | some, key=order.__getitem__)
    return [value for name in names if _holds(value := getattr(item, name))]


def _holds(value: Any) -> bool:
    return isinstance(value, dict | list) or is_dataclass(value)


@cache
def _plan(kind: type) -> tuple[dict[str, int], frozenset[str]]:
    """Return the places of a kind's fields, and those always set."""
    names = [field.name for field in fields(kind) if not field.metadata.get("skip", False)]
    unset: dict[str, Any] = getattr(kind, "_prop_defaults", {})
    return (
        {name: place for place, name in enumerate(names)},
        frozenset(name for name in names if name not in unset or _holds(unset[name])),
    )
