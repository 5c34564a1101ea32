"""Controls that come and go leave their neighbours as they were: a press and the focus reach what they were for."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import flet as ft
import pytest
from flet.controls import object_patch
from flet.controls.base_control import BaseControl
from flet.controls.object_patch import DiffBuilder, ObjectPatch, get_control_key
from hypothesis import given
from hypothesis import strategies as st

from app.flet_patches.likeness import know_again, pairs
from i18n.problems import describe
from screens import routes
from screens.components.caption import FieldWords
from screens.components.date_field import DateField
from screens.components.text_field import TextField
from screens.context import use_value
from services.errors import StorageFullError
from tests.components.harness import Harness, walk, words_of
from tests.components.stage import Stage
from tests.components.test_profiles import locked
from tests.components.world import Visit, World, visiting


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flet as it comes; the patch is undone at the end."""
    monkeypatch.setattr(object_patch, "get_control_key", get_control_key)
    monkeypatch.setattr(object_patch, "DiffBuilder", DiffBuilder)


def test_it_was_written_for_this_flet() -> None:
    # The other parts of Flet that it relies on are in `test_speedups.py`.
    found = hashlib.sha256(inspect.getsource(get_control_key).encode()).hexdigest()[:16]
    assert found == "3a1dc396c9956dc5", (
        "Flet's get_control_key changed: see whether app/flet_patches/likeness.py still holds"
    )


# Which is which

KINDS = st.sampled_from(["text", "button", "box"])
THING = st.tuples(KINDS, st.sampled_from(["", "a", "b", "c"]))
THINGS = st.lists(THING, max_size=8)
DIFFERENT = st.lists(st.tuples(KINDS, st.text("abcdefgh", max_size=2)), max_size=8, unique=True)


@given(THINGS, THINGS)
def test_each_is_one_of_the_others_at_most_in_order_and_of_its_kind(were: Any, are: Any) -> None:
    found = pairs(were, are)
    for places in ([left for left, _ in found], [right for _, right in found]):
        assert places == sorted(set(places))
    assert all(were[left][0] == are[right][0] for left, right in found)


@given(DIFFERENT, st.data())
def test_what_comes_and_goes_changes_nothing_else(things: Any, data: st.DataObject) -> None:
    stays = [data.draw(st.sampled_from(["both", "before", "now"])) for _ in things]
    were = [thing for thing, when in zip(things, stays, strict=True) if when != "now"]
    are = [thing for thing, when in zip(things, stays, strict=True) if when != "before"]
    found = {were[left]: are[right] for left, right in pairs(were, are)}
    for thing, when in zip(things, stays, strict=True):
        if when == "both":
            assert found[thing] == thing


@given(THINGS)
def test_what_only_changes_its_words_stays(things: Any) -> None:
    assert pairs(things, [(kind, "other") for kind, _ in things]) == [(at, at) for at in range(len(things))]


def test_a_question_does_not_become_its_first_answer() -> None:
    # A second press of "Delete" must not be the first of "Yes, delete it".
    assert pairs([("button", "Delete")], [("button", "Yes, delete it"), ("button", "No")]) == []


# What the client receives

MADE: dict[str, Callable[[str], ft.Control]] = {
    "text": ft.Text,
    "button": ft.FilledButton,
    "box": lambda words: ft.Container(ft.Text(words)),
}
KEPT = [("text", "a"), ("text", "a"), ("button", "b")]
"""Controls that a component made once and shows again."""
SHOWN = st.lists(
    st.one_of(THING, st.integers(0, len(KEPT) - 1)),
    min_size=1,
    max_size=7,
    unique_by=lambda each: each if isinstance(each, int) else id(each),
)


@given(SHOWN, SHOWN)
def test_what_the_client_is_told_makes_what_was_into_what_is(before: Any, now: Any) -> None:
    kept = [MADE[kind](words) for kind, words in KEPT]
    was, is_now = (
        ft.Column([kept[each] if isinstance(each, int) else MADE[each[0]](each[1]) for each in places])
        for places in (before, now)
    )
    with pytest.MonkeyPatch.context() as flet:
        flet.setattr(object_patch, "get_control_key", get_control_key)
        flet.setattr(object_patch, "DiffBuilder", DiffBuilder)
        know_again()
        ObjectPatch.from_diff(None, was, control_cls=BaseControl, frozen=True)
        client = [seen(each) for each in was.controls]
        patch, _, _ = ObjectPatch.from_diff(was, is_now, control_cls=BaseControl, frozen=True)
    for operation in patch.patch:
        follow(client, operation)
    assert client == [seen(each) for each in is_now.controls]


def seen(control: Any) -> tuple[int, str, str]:
    """Return a control as the client has it: id, kind, words."""
    return control._i, control._c, words_of(control)


def follow(client: list[tuple[int, str, str]], operation: dict[str, Any]) -> None:
    _, place, *within = operation["path"]
    match operation["op"]:
        case "add":
            client.insert(place, seen(operation["value"]))
        case "remove":
            client.pop(place)
        case "move":
            client.insert(place, client.pop(operation["from"][1]))
        case "replace" if not within:
            client[place] = seen(operation["value"])
        case "replace":
            client[place] = (*client[place][:2], operation["value"])


# On a page


@ft.component
def Page() -> ft.Control:
    is_told, tell = use_value(False)
    pressed, press = use_value("")
    notice: list[ft.Control] = [ft.Container(ft.Text("No network"))] if is_told else []
    return ft.Column(
        [
            *notice,
            ft.FilledButton("Call", on_click=lambda _: press("called")),
            ft.FilledButton("Tell", on_click=lambda _: tell(True)),
            ft.FilledButton("Write", on_click=lambda _: press("written")),
            ft.Text(pressed),
        ]
    )


async def pressed_meanwhile(name: str) -> str:
    """Press a button as a notice comes above it; return the effect.

    The press arrives once the notice is there.
    """
    async with Harness() as ui:
        await ui.render(Page)
        aimed_at = ui.button(name)._i
        await ui.press("Tell")
        assert ui.shows("No network")
        await ui.session.dispatch_event(aimed_at, "click", None)
        await ui.settle()
        return ui.words()[-1]


@pytest.mark.parametrize(("name", "does"), [("Call", "called"), ("Write", "written")])
async def test_a_press_does_what_it_was_meant_for(plain: None, name: str, does: str) -> None:
    know_again()
    assert await pressed_meanwhile(name) == does


async def test_without_it_a_press_would_do_nothing_or_something_else(plain: None) -> None:
    # Why `know_again` is there. If this fails, Flet does it by itself and the module can go.
    assert await pressed_meanwhile("Call") == ""
    assert await pressed_meanwhile("Write") == ""


FIELDS: dict[str, Callable[[dict[str, str], Any], ft.Control]] = {
    "date": lambda values, t: DateField(FieldWords("Date"), values, lambda _: None, t),
    "text": lambda values, t: ft.Column(
        [
            TextField(FieldWords(part), values.get(part, ""), lambda _: None)
            for part in ("day", "month", "year")
        ]
    ),
}


@pytest.mark.parametrize("fields", FIELDS)
@pytest.mark.parametrize("typed", [{"day": "16"}, {"month": "16"}, {"day": "16", "year": "2026"}])
async def test_a_field_stays_the_field_it_was_whatever_was_typed_into_any(
    plain: None, fields: str, typed: dict[str, str]
) -> None:
    # What was typed into the day was taken for its words: shown again, the day's field became the month's.
    know_again()
    stage, show = Stage(), list[Callable[[dict[str, str]], None]]()

    def page() -> ft.Control:
        values, set_values = use_value(dict[str, str]())
        show[:] = [set_values]
        return FIELDS[fields](values, stage.t)

    async with Harness() as ui:
        await stage.show(ui, page)
        before = [each._i for each in ui.all(ft.TextField)]
        show[0](typed)
        await ui.settle()
        assert [each._i for each in ui.all(ft.TextField)] == before


# On every screen

USED = ft.FilledButton | ft.OutlinedButton | ft.TextButton | ft.TextField | ft.Checkbox | ft.Radio
SCREENS = {
    routes.COMFORT: "Continue",
    routes.KEYBOARD: "Keyboard",
    routes.PROFILES: "Add a person",
    routes.NEW_PROFILE: "Create the profile",
    routes.HOME: "Make a request",
    routes.PROFILE: "Change the name",
    routes.RENAME: "Name of the profile",
    routes.CHANGE_LOCK: "Change the lock",
    routes.TAKE_ALONG: "Take my data along",
    routes.BRING_IN: "Bring data in",
    routes.SIGN_IN: "Send me a code",
    routes.SERVICES: "Search",
    routes.service("sick_leave"): "Start this request",
    routes.REQUESTS: "You have no request yet.",
    routes.SENDING: "How to send",
    "citizen": "Continue",
    "papers": "Continue",
    "review": "Send the request",
}
"""Each screen by its route, or its group of a draft; and what it shows once all of it is there."""


def used(visit: Visit) -> dict[tuple[str, str], int]:
    """Return the id of each control that can be used.

    By kind and name, where no other bears it.
    """
    found = [
        ((type(each).__name__, words_of(each) or str(getattr(each, "label", ""))), each._i)
        for each in walk(visit.all(ft.View)[-1])
        if isinstance(each, USED)
    ]
    times = Counter(name for name, _ in found)
    return {name: number for name, number in found if times[name] == 1 and name[1]}


def happenings(visit: Visit, world: World) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield what happens by itself on a screen, and what it says."""
    tell, news, t = world.house.events, visit.window.news, visit.t
    yield "", lambda: tell.on_online(False)
    yield "", lambda: tell.on_online(True)
    yield describe("storage-full", t).title, lambda: tell.on_problem(StorageFullError())
    yield "", lambda: setattr(news, "problem", None)
    yield t("Qarib locks in less than a minute."), lambda: tell.on_warning(True)
    yield "", lambda: tell.on_warning(False)
    yield t("You are signed in."), lambda: news.say(t("You are signed in."))
    yield "", lambda: news.say("")


async def route_of(screen: str, visit: Visit) -> str:
    if screen.startswith("/"):
        return screen
    draft_id = await visit.window.actions.drafts.start("chifa_card")
    return routes.review(draft_id) if screen == "review" else routes.group(draft_id, screen)


@pytest.mark.parametrize("screen", SCREENS)
async def test_what_happens_by_itself_leaves_all_that_can_be_used_what_it_was(
    world: World, screen: str
) -> None:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        await visit.at(visit.t("Hello, {name}", name="Amina"))
        route = await route_of(screen, visit)
        await visit.open(route)
        await visit.sees(visit.t(SCREENS[screen]))
        before = used(visit)
        assert len(before) > 3
        for said, happens in happenings(visit, world):
            happens()
            await visit.settle()
            assert visit.shows(said)
            assert before.items() <= used(visit).items(), said


async def test_the_notice_of_a_network_that_is_gone_leaves_home_what_it_was(world: World) -> None:
    # The one that comes most often in a mountain village.
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        await visit.at(visit.t("Hello, {name}", name="Amina"))
        services = visit.button(visit.t("Make a request"))._i
        world.house.events.on_online(False)
        await visit.sees(visit.t("No network at the moment."))
        await visit.session.dispatch_event(services, "click", None)
        await visit.at(visit.t("Services"))


async def test_the_way_out_of_a_locked_profile_is_one_button_from_the_start(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It is there before it is known whether a PIN may be tried, and is pressed meanwhile.
    profile, known = await locked(world), asyncio.Event()
    async with visiting(world, "fr", routes.PROFILES) as visit:
        wait = visit.window.actions.profiles.wait

        async def later(profile_id: str) -> float:
            await known.wait()
            return await wait(profile_id)

        monkeypatch.setattr(visit.window.actions.profiles, "wait", later)
        await visit.presses("Amina")
        await visit.until(lambda: visit.has_button(visit.t("I cannot open it any more")))
        way_out = visit.button(visit.t("I cannot open it any more"))._i
        assert not visit.has_button(visit.t("Open the profile"))
        known.set()
        await visit.until(lambda: visit.has_button(visit.t("Open the profile")))
        await visit.session.dispatch_event(way_out, "click", None)
        await visit.until(lambda: visit.page.route == routes.recover(profile.id))
