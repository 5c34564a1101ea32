"""What is worked out once instead of each time is what Flet's own works out."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial
from typing import Any

import flet as ft
import pytest
from flet.controls import base_control, object_patch
from flet.controls.base_control import BaseControl
from flet.controls.control_event import get_event_field_type
from flet.controls.object_patch import DiffBuilder, ObjectPatch
from flet.controls.value_types import _install_props
from flet.messaging.protocol import Message, MessageAction, PatchControlBody
from flet_web.fastapi.flet_app import FletApp

from app.flet_patches import speedups
from app.flet_patches.speedups import SparseDiff, event_field_type, parts, quicken
from i18n import Words
from screens.components.example import examples, names
from screens.context import use_value
from tests.components.harness import Harness, walk
from tests.components.stage import Stage
from tests.components.world import World, visiting

KNOWN = {
    "get_event_field_type": (get_event_field_type, "071056c2f4bf7c1c"),
    "_trigger_event": (BaseControl._trigger_event, "afe9ec009b324ff7"),
    "from_diff": (ObjectPatch.from_diff, "ea5c24482e34aace"),
    "DiffBuilder": (DiffBuilder, "c95e3497fd838fbc"),
    "_install_props": (_install_props, "f9c6e911754b00cd"),
    "send_message": (FletApp.send_message, "47399d973ee706f0"),
}
"""What `app.flet_patches.speedups` replaces or relies on, and the fingerprint of the source it was written for."""


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Flet as it comes; the patch is undone at the end."""
    monkeypatch.setattr(base_control, "get_event_field_type", get_event_field_type)
    monkeypatch.setattr(object_patch, "DiffBuilder", DiffBuilder)
    monkeypatch.setattr(Message, "__str__", object.__str__)
    return monkeypatch


@pytest.mark.parametrize("name", KNOWN)
def test_it_was_written_for_this_flet(name: str) -> None:
    own, known = KNOWN[name]
    found = hashlib.sha256(inspect.getsource(own).encode()).hexdigest()[:16]
    assert found == known, (
        f"Flet's {name} changed: see whether app/flet_patches/speedups.py still gives what it gives"
    )


def kinds(base: type[BaseControl] = BaseControl) -> Iterator[type[BaseControl]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_an_event_has_the_type_that_flet_finds() -> None:
    for name in ft.__all__:
        getattr(ft, name)  # Flet loads a kind of control when it is first named
    # Asked from where Flet asks: it looks for names there, too.
    asking: dict[str, Any] = {**vars(base_control), "own": get_event_field_type}
    exec("def ask(control, name): return own(control, name)", asking)
    events = [(kind, name) for kind in kinds() for name in getattr(kind, "_event_fields", ())]
    assert len(events) > 200
    for kind, name in events:
        control = object.__new__(kind)
        assert found(event_field_type, control, name) == found(asking["ask"], control, name), (kind, name)


def found(ask: Callable[[Any, str], Any], control: Any, name: str) -> Any:
    """Return the type, or what is said where there is none.

    `on_primary`, a colour, is no event.
    """
    try:
        return ask(control, name)
    except RuntimeError as error:
        return str(error)


def everything(item: Any) -> list[Any]:
    """Return what Flet would look into."""
    named = [getattr(item, each.name) for each in fields(item) if not each.metadata.get("skip", False)]
    return [each for each in named if speedups._holds(each)]


@pytest.mark.parametrize("name", names())
async def test_all_that_may_hold_a_control_is_looked_into(name: str) -> None:
    t = Words("fr")
    for example in examples(name):
        async with Harness() as ui:
            await Stage("fr").show(ui, partial(example.build, t))
            shown = list(walk(ui.page.views))
            assert shown
            looked_into = [
                *shown,
                *(part for each in shown for part in parts(each) if hasattr(part, "_values")),
            ]
            for each in looked_into:
                assert [id(part) for part in parts(each)] == [id(part) for part in everything(each)]


async def one_after_the_other(language: str) -> list[Any]:
    """Show every component's examples in one place; return the changes."""
    told: list[Any] = []
    own = ObjectPatch.from_diff.__func__  # type: ignore[attr-defined]

    def from_diff(cls: Any, *arguments: Any, **named: Any) -> Any:
        patch, came, went = own(cls, *arguments, **named)
        operations = [(each["op"], len(each["path"])) for each in patch.patch]
        told.append((operations, [_seen(each) for each in came], [each._c for each in went]))
        return patch, came, went

    shown, words = [example for name in names() for example in examples(name)], Words(language)

    def body() -> ft.Control:
        place, set_place = use_value(0)
        example = shown[place % len(shown)]
        return ft.Column(
            [
                ft.FilledButton("Go on", on_click=lambda _: set_place(lambda now: now + 1)),
                ft.Container(ft.component(partial(example.build, words))(), key=str(place)),
            ]
        )

    with pytest.MonkeyPatch.context() as seen:
        seen.setattr(ObjectPatch, "from_diff", classmethod(from_diff))
        async with Harness() as ui:
            await Stage(language).show(ui, body)
            for _ in range(len(shown) + 1):
                await ui.press("Go on")
    return told


def _seen(control: BaseControl) -> tuple[Any, ...]:
    above = control.parent
    return control._c, above and above._c, hasattr(control, "_frozen"), sorted(control._dirty)


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_the_same_comes_and_goes_in_the_same_order(plain: pytest.MonkeyPatch, language: str) -> None:
    known = await one_after_the_other(language)
    quicken()
    assert object_patch.DiffBuilder is SparseDiff
    found = await one_after_the_other(language)
    assert len(known) > len(names())
    assert found == known


def test_a_message_is_not_written_out(plain: pytest.MonkeyPatch) -> None:
    body = PatchControlBody(1, [ft.Text("Amina")])
    assert "Amina" in repr(body)
    quicken()
    assert f"{Message(MessageAction.PATCH_CONTROL, body)}" == "Message(MessageAction.PATCH_CONTROL)"


async def test_a_window_is_quickened(plain: pytest.MonkeyPatch, world: World) -> None:
    async with visiting(world, "fr"):
        assert base_control.get_event_field_type is event_field_type
        assert issubclass(object_patch.DiffBuilder, SparseDiff)
