"""Shortcuts, Escape and the focus, in the whole app before a person who uses keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import flet as ft
import pytest

from screens import routes
from screens.closing import Closers, use_closable
from screens.components import button, layout, text
from screens.components.caption import FieldWords
from screens.components.error_summary import WrongField, error_summary
from screens.components.spot import landing, spot
from screens.components.text_field import TextField
from screens.context import use_value
from services.models.comfort import Comfort, Voice
from tests.components.harness import Harness
from tests.components.stage import Stage
from tests.components.world import World, visiting
from tests.memory_speaker import InMemorySpeaker


async def key(ui: Harness, name: str, **held: bool) -> None:
    modifiers = dict.fromkeys(("shift", "ctrl", "alt", "meta"), False)
    await ui.fire(ui.page, "keyboard_event", {"key": name, **modifiers, **held})


def marked(ui: Harness) -> list[str]:
    """Return what the page is asked to focus."""
    return [each.identifier for each in ui.all(ft.Semantics) if each.identifier]


async def test_the_wanted_spot_alone_is_marked_and_each_time_anew() -> None:
    stage = Stage()
    async with Harness(web=True) as ui:
        await stage.show(ui, lambda: ft.Column([spot(text.body(name), name) for name in "ab"]))
        assert marked(ui) == []
        await stage.shared.focus.to("b")
        await ui.settle()
        first = marked(ui)
        await stage.shared.focus.to("b")
        await ui.settle()
    assert len(first) == 1
    assert len(marked(ui)) == 1
    assert marked(ui) != first


async def test_elsewhere_the_first_button_in_the_spot_is_focused() -> None:
    stage, called = Stage(), list[Any]()
    async with Harness() as ui:
        ui.client.answers["focus"] = called.append
        body = lambda: spot(ft.Column([text.body("a"), button.link("b", print)]), "here")  # noqa: E731
        await stage.show(ui, body)
        await stage.shared.focus.to("here")
        await ui.settle()
    assert len(called) == 1


def focused(ui: Harness) -> Any:
    """Return what the app focused last, if it is still there."""
    return ui.session.index.get(ui.client.focused[-1]) if ui.client.focused else None


def choices() -> ft.Control:
    group = ft.RadioGroup(ft.Column([ft.Radio(value=each, label=each) for each in "xy"]))
    return spot(ft.Column([text.body("The question"), group]), "here")


async def test_elsewhere_a_stop_has_the_focus_where_flet_can_focus_nothing_until_tab_leaves_it() -> None:
    stage = Stage()
    async with Harness() as ui:
        await stage.show(ui, choices)
        assert ui.all(ft.KeyboardListener) == []
        group = ui.one(ft.RadioGroup)._i
        await stage.shared.focus.to("here")
        await ui.settle()
        stop = ui.one(ft.KeyboardListener)
        assert focused(ui) is stop
        assert [each.label for each in ui.all(ft.Semantics) if each.label] == ["The question"]
        await ui.fire(stop, "key_down", {"key": "Shift Left"})
        assert ui.one(ft.KeyboardListener) is not None
        await ui.fire(ui.one(ft.KeyboardListener), "key_down", {"key": "Tab"})
        assert ui.all(ft.KeyboardListener) == []
        assert ui.one(ft.RadioGroup)._i == group, "the choices stay mounted"
        await stage.shared.focus.to("here")
        await ui.settle()
        assert focused(ui) is ui.one(ft.KeyboardListener), "wanted again, it is there again"


async def test_elsewhere_what_comes_in_place_of_what_was_pressed_gets_the_focus() -> None:
    stage = Stage()

    @ft.component
    def Swaps() -> ft.Control:
        shown, set_shown = use_value(False)

        async def swap() -> None:
            set_shown(True)
            await stage.shared.focus.to("here")

        first = button.link("Change", swap)
        then = TextField(FieldWords("Name", "", ""), "", lambda _: None)
        return spot(then if shown else first, "here")

    async with Harness() as ui:
        await stage.show(ui, Swaps)
        await ui.press("Change")
        assert focused(ui) is ui.one(ft.TextField)


async def test_elsewhere_the_field_of_a_question_is_focused_and_not_what_stands_over_it() -> None:
    stage = Stage()
    field = lambda: TextField(FieldWords("Name", "", ""), "", lambda _: None)  # noqa: E731
    async with Harness() as ui:
        await stage.show(ui, lambda: spot(ft.Column([button.link("Listen", print), field()]), "here"))
        await stage.shared.focus.to("here")
        await ui.settle()
        assert focused(ui) is ui.one(ft.TextField)


async def test_a_spot_that_comes_back_takes_no_focus_for_an_old_wish() -> None:
    stage = Stage()

    @ft.component
    def Comes() -> ft.Control:
        shown, set_shown = use_value(True)
        parts = [button.secondary("Turn", lambda _: set_shown(not shown))]
        if shown:
            parts.append(spot(button.link("Here", print), "here"))
        return ft.Column(parts)

    async with Harness() as ui:
        await stage.show(ui, Comes)
        await stage.shared.focus.to("here")
        await ui.settle()
        for _ in range(2):
            await ui.press("Turn")
        assert ui.has_button("Here")
        assert len(ui.client.focused) == 1


@pytest.mark.parametrize(
    ("page", "calls"),
    [({"platform": "linux"}, 1), ({"platform": "android"}, 0), ({"platform": "linux", "web": True}, 0)],
    ids=["desktop", "telephone", "browser"],
)
async def test_enter_leaves_the_focus_in_a_field(page: dict[str, Any], calls: int) -> None:
    # In a browser the page itself sees to it; on a telephone Enter puts the keyboard on the screen away.
    stage, called, entered = Stage(), list[Any](), list[Any]()

    async def enter(_: Any) -> None:
        entered.append(len(called))

    async with Harness(**page) as ui:
        ui.client.answers["focus"] = called.append
        words = FieldWords("Name", "", "")
        await stage.show(ui, lambda: TextField(words, "", lambda _: None, on_submit=enter))
        await ui.fire(ui.one(ft.TextField), "submit", "")
    assert entered == [calls]
    assert len(called) == calls


async def test_words_take_the_focus_where_the_page_can_show_it() -> None:
    for web, expected in ((True, 1), (False, 0)):
        stage = Stage()
        async with Harness(web=web) as ui:
            await stage.show(ui, lambda: landing(text.heading("Title"), "title", first=True))
            assert len([each for each in ui.all(ft.KeyboardListener) if each.autofocus]) == expected


async def test_the_error_summary_takes_the_focus_each_time_one_asks_to_go_on() -> None:
    stage = Stage()

    def body() -> Any:
        turn, set_turn = use_value(0)
        entries = [WrongField("name", "Name", "Write it.")]
        summary = error_summary(entries, stage.t, lambda _: print, turn=turn)
        return ft.Column([summary, button.primary("Go on", lambda _: set_turn(turn + 1))])

    async with Harness(web=True) as ui:
        await stage.show(ui, body)
        assert marked(ui) == [], "a screen that opens with a summary begins at its title"
        for turn in (1, 2):
            await ui.press("Go on")
            assert marked(ui) == [f"focus-{turn}"]


async def test_escape_closes_what_was_opened_last_and_the_focus_goes_back() -> None:
    stage = Stage()

    def opens(name: str) -> Any:
        @ft.component
        def Opens() -> ft.Control:
            shown, set_shown = use_value(False)
            closable = use_closable(shown, lambda: set_shown(False))
            if shown:
                return spot(text.body(f"{name} is open"), closable.inside)
            return layout.keyed(button.link(name, lambda _: set_shown(True)), closable.opener)

        return Opens

    one, two = opens("One"), opens("Two")
    async with Harness(web=True) as ui:
        await stage.show(ui, lambda: ft.Column([one(), two()]))
        closers: Closers = stage.shared.closers
        await ui.press("One")
        await ui.press("Two")
        assert await closers.close_last()
        await ui.settle()
        assert ui.shows("One is open")
        assert not ui.shows("Two is open")
        assert len(marked(ui)) == 1
        assert await closers.close_last()
        await ui.settle()
        assert not ui.shows("One is open")
        assert not await closers.close_last()


async def test_keys_open_comfort_and_the_help_and_lead_back(world: World) -> None:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as ui:
        home = ui.headings()[0]
        await key(ui, "F2")
        await ui.at(ui.t("Display and voice"))
        await key(ui, "F9")
        await ui.at(ui.t("Keyboard"))
        await key(ui, "Escape")
        await ui.at(ui.t("Display and voice"))
        await ui.presses("Back")
        await ui.at(home)


async def test_switched_off_a_shortcut_does_nothing_and_escape_still_closes(world: World) -> None:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as ui:
        home = ui.headings()
        await key(ui, "F9")
        await ui.at(ui.t("Keyboard"))
        comfort = ui.window.ui.comfort
        ui.window.on_comfort(replace(comfort, shortcuts=False))
        await ui.settle()
        assert ui.shows(ui.t("Keyboard shortcuts are switched off."))
        await key(ui, "F2")
        assert ui.headings() == [ui.t("Keyboard")]
        await key(ui, "Escape")
        assert ui.headings() == home


async def test_a_key_that_stops_the_voice_does_nothing_else(world: World) -> None:
    await world.stop()
    world.speaker = InMemorySpeaker(by_itself=False)
    await world.start()
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as ui:
        await ui.window.actions.preferences.change_comfort(Comfort(voice=Voice.ON_REQUEST))
        speech = ui.window.voice.speech
        await key(ui, "F9")
        await ui.at(ui.t("Keyboard"))
        for stops in ("F8", "Escape"):
            await key(ui, "F8")
            await ui.until(lambda: speech.going, "the voice")
            await key(ui, stops)
            await ui.until(lambda: not speech.going, "silence")
            assert ui.headings() == [ui.t("Keyboard")]
        spoken = len(world.speaker.heard)
        await key(ui, "F8", shift=True)
        await ui.until(lambda: speech.going, "the voice again")
        assert len(world.speaker.heard) == spoken + 1
