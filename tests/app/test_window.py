"""What a window hears from the house, and who else hears it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import flet as ft
import pytest

from app.session.events import Events
from ministry.catalogue.loader import load
from services.errors import ConnectivityError
from services.models.change import Change
from services.models.outbox import Progress, Sending, SendState
from tests.components.harness import CrashedError
from tests.components.world import Visit, World, visiting

COUNTERS = {
    "draft": "drafts",
    "request": "requests",
    "reply": "requests",
    "case": "cases",
    "message": "cases",
}


@pytest.mark.parametrize("kind", COUNTERS)
def test_each_kind_of_record_moves_its_counter_alone(visit: Visit, kind: str) -> None:
    before = asdict(visit.window.changes)
    visit.window.on_change(Change.of((kind, "1")))
    assert asdict(visit.window.changes) == {**before, COUNTERS[kind]: before[COUNTERS[kind]] + 1}


def test_a_change_of_many_records_moves_a_counter_once(visit: Visit) -> None:
    before = visit.window.changes.requests
    visit.window.on_change(Change.of(("request", "1"), ("request", "2"), ("reply", "3")))
    assert visit.window.changes.requests == before + 1


def test_a_kind_that_no_screen_shows_moves_nothing(visit: Visit) -> None:
    before = asdict(visit.window.changes)
    visit.window.on_change(Change.of(("known", "self")))
    assert asdict(visit.window.changes) == before


def test_progress_of_a_sending_loads_nothing_anew(visit: Visit) -> None:
    window = visit.window
    window.on_sending(Sending("request", "1", SendState.SENDING))
    before = window.changes.requests
    window.on_sending(Sending("request", "1", SendState.SENDING, progress=Progress(5, 10)))
    assert window.changes.requests == before
    assert window.sendings.by_id["1"].progress == Progress(5, 10)
    window.on_sending(Sending("request", "1", SendState.SENT))
    assert window.changes.requests == before + 1


def test_a_problem_behind_the_back_becomes_news(visit: Visit) -> None:
    visit.house.events.on_problem(ConnectivityError())
    assert visit.window.news.problem == ConnectivityError()


def test_a_listener_that_leaves_while_it_is_told_is_no_trouble() -> None:
    told: list[str] = []
    events = Events()

    def listener(name: str) -> Callable[[], None]:
        def hear() -> None:
            told.append(name)
            leave()

        leave = events.on_catalogue.join(hear)
        return leave

    leaves, _ = listener("first"), listener("second")
    events.on_catalogue()
    events.on_catalogue()
    leaves()
    assert told == ["first", "second"]


def test_telling_may_lead_to_telling() -> None:
    told: list[str] = []
    events = Events()
    events.on_online.join(lambda _: events.on_catalogue())
    events.on_catalogue.join(lambda: told.append("catalogue"))
    events.on_online(True)
    assert told == ["catalogue"]


@pytest.mark.parametrize(
    ("language", "rtl", "locale"),
    [("ar", True, "ar"), ("fr", False, "fr"), ("kab", False, "fr"), ("en", False, "en")],
)
async def test_the_page_follows_the_language(visit: Visit, language: str, rtl: bool, locale: str) -> None:
    await visit.window.actions.preferences.choose_language(language)
    await visit.settle()
    configuration = visit.page.locale_configuration
    assert configuration is not None
    assert configuration.current_locale is not None
    assert (visit.page.rtl, configuration.current_locale.language_code) == (rtl, locale)
    assert visit.house.device.language() == language


@pytest.mark.parametrize(("system", "language"), [("fr", "fr"), ("ar", "ar"), ("de", "ar")])
async def test_a_new_device_begins_in_its_own_language_where_it_is_spoken(
    world: World, system: str, language: str
) -> None:
    async with Visit(world.house, language) as visit:
        visit.page.locale_configuration = ft.LocaleConfiguration(current_locale=ft.Locale(system))
        await visit.opens(chosen=False)
        assert visit.window.ui.language == language
        assert not visit.window.ui.chosen


async def test_an_error_that_nobody_expects_opens_the_calm_page_and_the_way_back(
    world: World, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    await visit.at(visit.t("Hello, {name}", name="Amina"))
    visit.window.report(ValueError("12 rue des Oliviers"))
    visit.faults.clear()
    await visit.settle()
    assert visit.headings(1) == [visit.t("Something went wrong")]
    await visit.press(visit.t("Go on"))
    await visit.at(visit.t("Hello, {name}", name="Amina"))
    assert "ValueError" in caplog.text
    assert "Oliviers" not in caplog.text


async def test_a_fault_in_a_screen_opens_the_calm_page_and_the_app_lives_on(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await visit.at(visit.t("Hello, {name}", name="Amina"))
    with monkeypatch.context() as broken:
        broken.setattr("screens.start.home.tile", lambda *_, **__: 1 / 0)
        visit.window.speak("ar")
        with pytest.raises(CrashedError):
            await visit.settle()
        assert isinstance(visit.faults.pop(), ZeroDivisionError)
        visit.faults.clear()
    await visit.settle()
    t = visit.window.ui.words
    assert visit.headings(1) == [t("Something went wrong")]
    await visit.press(t("Go on"))
    await visit.at(t("Hello, {name}", name="Amina"))


async def test_the_app_put_aside_writes_what_is_unwritten(visit: Visit) -> None:
    drafts = visit.window.actions.drafts
    opened = await drafts.open(await drafts.start("sick_leave"))
    assert opened is not None
    profile = visit.window.profile
    profile.saver._schedule = lambda _: None  # type: ignore[method-assign]
    drafts.write(opened, "address", "7 chemin des Figuiers")
    assert not profile.saver.is_saved
    event = ft.AppLifecycleStateChangeEvent(
        "app_lifecycle_state_change", visit.page, state=ft.AppLifecycleState.HIDE
    )
    visit.window.presence._on_lifecycle(event)
    await visit.until(lambda: profile.saver.is_saved)


async def test_a_catalogue_that_cannot_be_renewed_stays(world: World) -> None:
    house = world.house
    assert await house.catalogue.refresh()
    before = await house.catalogue.snapshot()
    world.line.is_cut = True
    assert not await house.catalogue.refresh()
    assert await house.catalogue.snapshot() is before
    async with visiting(world, "fr") as visit:
        kept = await visit.window.actions.services.load()
        assert kept is not None
        assert {each.id for each in kept.services} == {each["id"] for each in load().document["services"]}


async def test_a_catalogue_is_fetched_when_there_is_none_and_told_to_all(world: World) -> None:
    async with visiting(world, "fr") as visit:
        before = visit.window.changes.catalogue
        assert await visit.window.actions.services.load() is not None
        assert visit.window.changes.catalogue == before + 1
        assert await world.house.catalogue.refresh()
        assert visit.window.changes.catalogue == before + 1, "an unchanged catalogue loads nothing anew"
