"""Match controls of two renderings by what they are, not by their position.

Flet 1.0.5 takes the third control of a column for the third of the column that was there before. When a notice comes
between, every button below it turns into another one: a press on its way then does nothing, or what the next button
does; and the focus, or the place where a screen reader reads, is lost (WCAG 2.4.3, 3.2.5). Two journeys failed by it.

Among siblings, controls of one kind that begin with the same words are the same. Between these, a control that changed
its words is the same if as many of its kind stood before. A control with a key keeps to its key. Siblings of one kind
that may have the same words (one notice for each waiting request) need a key. A screen that is replaced as a whole
is another screen.

Not keys or empty places in every screen: the next screen forgets them. Not a table of retired controls that forwards
presses: it helps neither the focus nor a screen reader. The fingerprints of `tests/components/test_speedups.py` tell
when a new Flet changes what this replaces; `tests/components/test_likeness.py` holds it on every screen.

Upstream: flet-dev/flet#5736 (siblings without keys are taken for each other; closed, and so in 1.0.5 all the same) and
#6122 (no key for a component; open). Ends when Flet matches siblings without keys by more than their position.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from difflib import SequenceMatcher
from typing import Any

from flet.components.component import Component
from flet.controls import object_patch
from flet.controls.base_control import BaseControl
from flet.controls.core.text import Text
from flet.controls.object_patch import get_control_key

from app.flet_patches.speedups import SparseDiff

Traits = tuple[Hashable, Hashable]
"""The kind of a thing, and its first words."""


def know_again() -> None:
    """Install the patch in the whole process; again changes nothing."""
    object_patch.get_control_key = _key_of  # type: ignore[assignment]
    object_patch.DiffBuilder = LikenessDiff  # type: ignore[misc]


_pairs: dict[int, Hashable] = {}
"""Keys of things without a key, by the identity of each, while the list that holds it is compared: on the event loop,
in one go."""


def _key_of(item: Any) -> Any:
    """Return the explicit key, else the one that matching assigned."""
    key = get_control_key(item)
    return _pairs.get(id(item)) if key is None else key


class LikenessDiff(SparseDiff):
    """A comparison that gives what has no key one for its time."""

    def _compare_lists(
        self, parent: Any, path: list[Any], src: list[Any], dst: list[Any], frozen: bool
    ) -> None:
        with _known_again(_without_key(src), _without_key(dst)) if frozen else nullcontext():
            super()._compare_lists(parent, path, src, dst, frozen)


def _without_key(items: list[Any]) -> list[BaseControl]:
    return [item for item in items if isinstance(item, BaseControl) and get_control_key(item) is None]


@contextmanager
def _known_again(before: list[BaseControl], now: list[BaseControl]) -> Iterator[None]:
    both = {id(item) for item in before} & {id(item) for item in now}
    were, are = ([traits(item, itself=id(item) in both) for item in items] for items in (before, now))
    if were == are:  # as most often: Flet's own counting says the same
        yield
        return
    same = pairs(were, are)
    given: dict[int, Hashable] = {}
    for side, items in enumerate((before, now)):
        number = {pair[side]: place for place, pair in enumerate(same)}
        for place, item in enumerate(items):
            given[id(item)] = ("same", number[place]) if place in number else ("other", side, place)
    _pairs.update(given)
    try:
        yield
    finally:
        for each in given:
            _pairs.pop(each, None)


def pairs(were: Sequence[Traits], are: Sequence[Traits]) -> list[tuple[int, int]]:
    """Match controls by likeness, in order: `(place before, place now)`.

    First what is of one kind and begins with the same words. Of what lies between, what is the same in number of its
    kind: a button that changes its words stays the same button, but one that is followed by a new one of its kind may
    be either, and is neither.
    """
    found: list[tuple[int, int]] = []
    old = new = 0
    for at, to, length in SequenceMatcher(None, were, are, autojunk=False).get_matching_blocks():
        found += [(old + left, new + right) for left, right in _changed(were[old:at], are[new:to])]
        found += [(at + step, to + step) for step in range(length)]
        old, new = at + length, to + length
    return found


def _changed(were: Sequence[Traits], are: Sequence[Traits]) -> list[tuple[int, int]]:
    before, now = [kind for kind, _ in were], [kind for kind, _ in are]
    counts, as_many = Counter(before), Counter(now)
    found: list[tuple[int, int]] = []
    for kind in counts:
        if counts[kind] == as_many[kind]:
            found += zip(_places(before, kind), _places(now, kind), strict=True)
    in_order: list[tuple[int, int]] = []
    for left, right in sorted(found):
        if not in_order or right > in_order[-1][1]:
            in_order.append((left, right))
    return in_order


def _places(kinds: list[Hashable], wanted: Hashable) -> list[int]:
    return [place for place, kind in enumerate(kinds) if kind == wanted]


def traits(item: BaseControl, *, itself: bool) -> Traits:
    """Return what a control is matched by.

    `itself` is for what was kept and is shown again: it is like nothing else.
    """
    kind: Callable[..., Any] = item.fn if isinstance(item, Component) else type(item)
    return (kind, id(item)) if itself else (kind, _words(item))


def _words(item: Any) -> str:
    """Return the first words that a control shows or bears.

    What a person types is none of them: a component of a field is given its `label` before its value. Taken for its
    words, a day that was typed made the month's field out of the day's, with the day in it.
    """
    if isinstance(item, str):
        return item
    if isinstance(item, list):
        return next((words for each in item if (words := _words(each))), "")
    if isinstance(item, Component):
        given = (*item.args, *item.kwargs.values())
        return next((words for each in given if isinstance(words := getattr(each, "label", each), str)), "")
    if isinstance(item, Text):
        return item.value
    if isinstance(item, BaseControl):
        return next((words for name in _BEARERS if (words := _words(getattr(item, name, None)))), "")
    return ""


_BEARERS = ("label", "content", "controls")
