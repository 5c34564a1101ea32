"""The line between a window and its client is cut, and comes back: what happened meanwhile is on the screen."""

from __future__ import annotations

import flet as ft
from flet_web.fastapi.flet_app import FletApp

from app.flet_patches.session_guards import guard_line, guard_updates
from app.shell.navigator import Navigator
from screens import routes
from screens.context import use_value
from tests.components.harness import Harness
from tests.components.test_windows import open_profile
from tests.components.world import World, visiting


@ft.component
def Counter() -> ft.Control:
    count, set_count = use_value(0)
    return ft.FilledButton(f"at {count}", on_click=lambda _: set_count(lambda before: before + 1))


async def counts_while_cut(ui: Harness) -> None:
    await ui.render(Counter)
    button = ui.button("at 0")
    await ui.loses_line()
    await ui.fire(button, "click")


async def test_what_changed_meanwhile_is_rendered() -> None:
    async with Harness() as ui:
        ui.page.on_connect = guard_updates(ui.session, lambda _: None)
        await counts_while_cut(ui)
        await ui.is_back()
        assert ui.has_button("at 1")


async def test_what_was_to_be_rendered_when_the_line_was_cut_is_rendered() -> None:
    async with Harness() as ui:
        ui.page.on_connect = guard_updates(ui.session, lambda _: None)
        await ui.render(Counter)
        await ui.session.dispatch_event(ui.button("at 0")._i, "click", None)
        await ui.loses_line()
        await ui.is_back()
        assert ui.has_button("at 1")


async def test_without_the_guard_flet_would_show_what_was_there_before() -> None:
    # Why `guard_updates` keeps what is due. If this fails, Flet does it by itself.
    async with Harness() as ui:
        await counts_while_cut(ui)
        await ui.is_back()
        assert ui.has_button("at 0")


def ends_unnoticed(ui: Harness) -> None:
    """End the line, as a browser does, unknown to the session."""
    line = object.__new__(FletApp)
    line._FletApp__send_queue = None
    ui.session._Session__conn = line  # type: ignore[attr-defined]


async def test_what_is_rendered_while_the_line_ends_is_no_fault() -> None:
    faults: list[BaseException] = []
    async with Harness() as ui:
        ui.page.on_connect = guard_updates(ui.session, faults.append)
        guard_line(ui.session)
        await ui.render(Counter)
        button = ui.button("at 0")
        ends_unnoticed(ui)
        await ui.fire(button, "click")
        assert ui.has_button("at 1")
    assert faults == []


async def test_without_the_guard_it_would_be_a_fault() -> None:
    # Why `guard_line` is there. If this fails, Flet does it by itself and the guard can go.
    faults: list[BaseException] = []
    async with Harness() as ui:
        guard_updates(ui.session, faults.append)
        await ui.render(Counter)
        button = ui.button("at 0")
        ends_unnoticed(ui)
        await ui.fire(button, "click")
    assert [type(fault) for fault in faults] == [AttributeError]


async def test_an_address_that_the_client_did_not_get_is_asked_for_again() -> None:
    async with Harness() as ui:
        navigator = Navigator(ui.page)
        ui.page.on_connect = navigator.catch_up
        await ui.loses_line()
        navigator.go("/there")
        await ui.settle()
        await ui.is_back()
        assert ui.page.route == "/there"


async def test_an_address_that_the_client_has_is_not_asked_for_again() -> None:
    async with Harness() as ui:
        navigator = Navigator(ui.page)
        ui.page.on_connect = navigator.catch_up
        navigator.go("/there")
        await ui.settle()
        await ui.open("/elsewhere")
        await ui.loses_line()
        await ui.is_back()
        assert ui.page.route == "/elsewhere"


async def test_a_window_shows_what_it_missed_and_gets_where_it_was_going(world: World) -> None:
    await open_profile(world)
    async with visiting(world, "fr", routes.HOME) as visit:
        await visit.at(visit.t("Hello, {name}", name="Amina"))
        await visit.loses_line()
        world.house.events.on_online(False)
        await visit.is_back()
        assert visit.shows(visit.t("No network at the moment."))
        await visit.loses_line()
        visit.window.go(routes.SERVICES)
        await visit.settle()
        await visit.is_back()
        await visit.at(visit.t("Services"))
