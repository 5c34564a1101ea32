"""What a handler or a loading raises becomes words, or the calm page; never a stack trace, never nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft
import pytest

from app.flet_patches.session_guards import guard_answers, guard_updates
from i18n import problems
from screens.components.frame import screen
from screens.context import Loaded, Status, use_guard, use_loaded, use_value
from services.errors import ConnectivityError, StorageFullError
from services.models.person import Profile
from tests.components.harness import CrashedError, Harness
from tests.components.stage import Stage


def presses(call: Callable[..., Any]) -> Callable[[], ft.View]:
    """Make a screen whose one button makes a guarded call."""
    return lambda: screen("x", [ft.FilledButton("Go", on_click=use_guard()(call))])


async def test_an_expected_error_becomes_the_news_of_the_page() -> None:
    stage = Stage()

    async def fail() -> None:
        raise ConnectivityError

    async with Harness() as ui:
        await stage.show_screen(ui, presses(fail))
        await ui.press("Go")
        assert ui.shows(problems.describe(ConnectivityError(), stage.t).title)
    assert stage.shared.news.problem == ConnectivityError()
    assert stage.reports == []


async def test_the_next_thing_done_clears_the_news_of_the_last() -> None:
    stage = Stage()
    stage.shared.news.problem = ConnectivityError()
    async with Harness() as ui:
        await stage.show_screen(ui, presses(lambda: None))
        await ui.press("Go")
    assert stage.shared.news.problem is None


async def test_an_unexpected_error_is_reported_and_shown_to_nobody() -> None:
    stage = Stage()
    fault = KeyError("Amina")

    def fail() -> None:
        raise fault

    async with Harness() as ui:
        await stage.show_screen(ui, presses(fail))
        await ui.press("Go")
        assert not ui.shows("Amina")
    assert stage.reports == [fault]


async def test_a_parameter_with_a_default_is_the_callers_own() -> None:
    # In a loop `lambda key=key: …` binds; Flet would hand such a parameter the event.
    got: list[object] = []
    for call in (
        lambda key="bound": got.append(key),
        lambda event: got.append(type(event)),
        lambda: got.append("none"),
    ):
        async with Harness() as ui:
            await Stage().show_screen(ui, presses(call))
            await ui.press("Go")
    assert got[0] == "bound"
    assert issubclass(got[1], ft.Event)  # type: ignore[arg-type]
    assert got[2] == "none"


async def test_what_a_guarded_call_gives_to_await_is_awaited() -> None:
    done: list[str] = []

    async def work() -> None:
        await asyncio.sleep(0)
        done.append("done")

    async with Harness() as ui:
        await Stage().show_screen(ui, presses(lambda: work()))  # noqa: PLW0108 - a function that gives a coroutine
        await ui.press("Go")
    assert done == ["done"]


class Loading:
    """A screen that loads by a key; the test answers each load when it likes."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.answers: dict[str, asyncio.Future[str]] = {}
        self.loaded: Loaded[str] = Loaded(Status.LOADING)
        self.set_key: Callable[[str], None]

    async def show(self, ui: Harness) -> None:
        def page() -> ft.Control:
            key, self.set_key = use_value("first")

            async def load() -> str:
                return await self.answers.setdefault(key, asyncio.get_running_loop().create_future())

            self.loaded = use_loaded(load, [key])
            return ft.Text(f"{self.loaded.status.value} {self.loaded.value}")

        await self.stage.show(ui, page)

    async def turn(self, ui: Harness, key: str) -> None:
        self.set_key(key)
        await ui.settle()


async def test_loading_shows_what_came() -> None:
    loading = Loading()
    async with Harness() as ui:
        await loading.show(ui)
        assert ui.words() == ["loading None"]
        loading.answers["first"].set_result("one")
        await ui.settle()
        assert ui.words() == ["ready one"]


async def test_a_newer_loading_wins_over_an_older_one() -> None:
    loading = Loading()
    async with Harness() as ui:
        await loading.show(ui)
        await loading.turn(ui, "second")
        loading.answers["second"].set_result("two")
        await ui.settle()
        if not loading.answers["first"].done():
            loading.answers["first"].set_result("one")
        await ui.settle()
        assert ui.words() == ["ready two"]


@pytest.mark.parametrize("error", [ConnectivityError(), StorageFullError()])
async def test_a_failed_loading_keeps_what_was_there_and_says_so(error: Exception) -> None:
    loading = Loading()
    async with Harness() as ui:
        await loading.show(ui)
        loading.answers["first"].set_result("one")
        await ui.settle()
        await loading.turn(ui, "second")
        loading.answers["second"].set_exception(error)
        await ui.settle()
        assert ui.words() == ["failed one"]
    assert loading.loaded.problem is error
    assert loading.stage.shared.news.problem is error


async def test_while_it_loads_anew_the_former_stays() -> None:
    loading = Loading()
    async with Harness() as ui:
        await loading.show(ui)
        loading.answers["first"].set_result("one")
        await ui.settle()
        await loading.turn(ui, "second")
        assert ui.words() == ["ready one"]


async def test_an_unexpected_error_of_a_loading_is_reported() -> None:
    loading = Loading()
    fault = RuntimeError("a fault of ours")
    async with Harness() as ui:
        await loading.show(ui)
        loading.answers["first"].set_exception(fault)
        await ui.settle()
    assert loading.stage.reports == [fault]


@ft.component
def Fragile() -> ft.Control:
    count, set_count = use_value(0)
    if count == 1:
        raise ValueError(count)
    return ft.FilledButton(f"at {count}", on_click=lambda _: set_count(lambda before: before + 1))


async def test_a_fault_in_rendering_is_reported_and_the_window_lives_on() -> None:
    faults: list[BaseException] = []
    async with Harness() as ui:
        guard_updates(ui.session, faults.append)
        await ui.render(Fragile)
        button = ui.button("at 0")
        await ui.fire(button, "click")
        assert [type(fault) for fault in faults] == [ValueError]
        await ui.fire(button, "click")
        assert ui.has_button("at 2")


async def test_without_the_guard_flet_would_stop_showing_anything() -> None:
    # Why `guard_updates` is there. If this fails, Flet does it by itself and the guard can go.
    async with Harness() as ui:
        await ui.render(Fragile)
        with pytest.raises(CrashedError):
            await ui.fire(ui.button("at 0"), "click")


GONE = 1_000_000
"""The id of a control that no window ever had."""


async def test_an_answer_for_a_control_that_is_gone_is_passed_over() -> None:
    async with Harness() as ui:
        guard_answers(ui.session)
        ui.session.handle_invoke_method_results(GONE, "call", None, None)


async def test_without_the_guard_such_an_answer_would_end_the_line() -> None:
    # Why `guard_answers` is there. If this fails, Flet does it by itself and the guard can go.
    async with Harness() as ui:
        with pytest.raises(RuntimeError, match="not registered"):
            ui.session.handle_invoke_method_results(GONE, "call", None, None)


async def test_what_takes_long_is_said_and_can_be_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.context.LONG", 0.0)
    stage, given_up = Stage(), asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            given_up.set()
            raise

    async with Harness() as ui:
        await stage.show_screen(ui, presses(work))
        pressed = asyncio.ensure_future(ui.press("Go"))
        await ui.until(lambda: ui.has_button(stage.t("Cancel")))
        await ui.press(stage.t("Cancel"))
        await pressed
        assert given_up.is_set()
        assert not ui.has_button(stage.t("Cancel"))
    assert stage.reports == []
    assert stage.shared.news.problem is None


async def test_what_fails_for_a_profile_that_was_opened_anew_meanwhile_is_of_the_one_before() -> None:
    stage = Stage()
    stage.shared.ui.profile = Profile("p", "Amina")

    async def work() -> None:
        stage.shared.ui.profile = Profile("p", "Amina")
        raise ValueError("the profile is closed")

    async with Harness() as ui:
        await stage.show_screen(ui, presses(work))
        await ui.press("Go")
    assert stage.reports == []


@pytest.mark.parametrize(
    ("error", "said"), [(ConnectivityError(), False), (StorageFullError(), True), (RuntimeError("x"), False)]
)
async def test_what_fails_for_a_profile_that_closed_meanwhile_is_said_only_if_it_is_of_this_device(
    error: Exception, said: bool
) -> None:
    stage = Stage()
    stage.shared.ui.profile = Profile("p", "Amina")

    async def work() -> None:
        stage.shared.ui.profile = None
        raise error

    async with Harness() as ui:
        await stage.show_screen(ui, presses(work))
        await ui.press("Go")
    assert stage.reports == []
    assert (stage.shared.news.problem is error) == said
