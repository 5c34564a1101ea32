"""The frame of every screen, and the words of a chain of steps."""

from __future__ import annotations

from dataclasses import replace

import flet as ft
import pytest

from i18n import LANGUAGES, problems
from screens.components import text
from screens.components.chain import Step, StepState, chain
from screens.components.frame import screen
from screens.components.notice import Tone, notice
from screens.components.tile import tile
from services.errors import ConnectivityError
from tests.components.harness import Harness, plain, words_of
from tests.components.stage import Stage

EVERY_LANGUAGE = pytest.mark.parametrize("language", sorted(LANGUAGES))


@EVERY_LANGUAGE
async def test_a_screen_has_one_title_which_the_window_bears_too(language: str) -> None:
    stage = Stage(language)

    def page() -> ft.View:
        return screen("Mes demandes", [text.heading("Envoyées", 2)], kicker="Étape 2 sur 5")

    async with Harness() as ui:
        await stage.show_screen(ui, page)
        assert ui.headings(1) == ["Mes demandes"]
        assert ui.headings(2) == ["Envoyées"]
        assert ui.page.title == f"Mes demandes – {stage.t('Qarib')}"


async def test_the_column_grows_with_the_text() -> None:
    widths = []
    for size in (100, 200):
        stage = Stage("fr")
        stage.shared.ui.comfort = replace(stage.shared.ui.comfort, text_size=size)
        async with Harness() as ui:
            await stage.show_screen(ui, lambda: screen("Mes demandes", []))
            widths.append(max(each.width or 0 for each in ui.all(ft.Container)))
    assert widths[1] == 2 * widths[0]


async def test_who_hears_the_title_hears_how_far_one_is() -> None:
    async with Harness() as ui:
        await Stage().show_screen(ui, lambda: screen("Êtes-vous assuré ?", [], kicker="Étape 2 sur 5"))
        title = next(each for each in ui.all(ft.Semantics) if each.header)
        assert title.label == "Êtes-vous assuré ? Étape 2 sur 5."
        assert ui.words()[-2:] == ["Étape 2 sur 5", "Êtes-vous assuré ?"]


async def test_words_for_the_next_screen_are_not_said_by_the_one_that_is_left() -> None:
    stage = Stage()
    async with Harness() as ui:
        await stage.show_screen(ui, lambda: screen("x", []))
        stage.shared.news.say("Connexion réussie.", "/home")
        await ui.settle()
        assert live(ui) == []
        stage.shared.news.say("Connexion réussie.")
        await ui.settle()
        assert live(ui) == ["Connexion réussie."]


async def test_the_way_back_is_one_for_the_button_and_for_the_gesture() -> None:
    stage = Stage()
    async with Harness() as ui:
        await stage.show_screen(ui, lambda: screen("Services", [], back="/home"))
        assert ui.one(ft.View).can_pop is False
        await ui.press(stage.t("Back"))
        await ui.back()
    assert stage.gone == ["/home", "/home"]


async def test_a_first_screen_has_no_way_back() -> None:
    stage = Stage()
    async with Harness() as ui:
        await stage.show_screen(ui, lambda: screen("Accueil", []))
        assert not ui.has_button(stage.t("Back"))
        await ui.back()
    assert stage.gone == []


@EVERY_LANGUAGE
async def test_the_language_is_a_button_away_on_every_screen(language: str) -> None:
    stage = Stage(language)
    async with Harness() as ui:
        await stage.show_screen(ui, lambda: screen("x", []))
        await ui.press(LANGUAGES[language].endonym)
    assert stage.gone == ["/welcome"]


async def test_news_are_said_without_being_looked_for() -> None:
    stage = Stage()
    async with Harness() as ui:
        await stage.show_screen(ui, lambda: screen("x", []))
        stage.shared.news.text = "Le reçu est enregistré."
        await ui.settle()
        assert live(ui) == ["Le reçu est enregistré."]
        stage.shared.news.problem = ConnectivityError()
        await ui.settle()
        title = problems.describe(ConnectivityError(), stage.t).title
        assert live(ui)[0].startswith(plain(title))


async def test_a_notice_says_its_words_once() -> None:
    async with Harness() as ui:
        await Stage().show(
            ui, lambda: notice("Réseau absent", lines=["Écrivez."], tone=Tone.ERROR, live=True)
        )
        assert live(ui) == ["Réseau absent Écrivez."]
        assert ui.words() == ["Réseau absent", "Écrivez."]


async def test_a_tile_is_one_button_with_all_its_words() -> None:
    async with Harness() as ui:
        await Stage().show(ui, lambda: tile("Demandes", lambda _: None, sub="2 brouillons"))
        assert words_of(ui.one(ft.OutlinedButton)) == "Demandes 2 brouillons"


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_each_step_of_a_chain_says_its_state_in_words(language: str) -> None:
    stage = Stage(language)
    t = stage.t
    steps = [
        Step("Saved", StepState.DONE, "18:00"),
        Step("Sending", StepState.NOW, "1 MB", 0.25),
        Step("Held", StepState.STOPPED),
        Step("Received", StepState.LATER),
    ]
    async with Harness() as ui:
        await stage.show(ui, lambda: chain(steps, t))
        assert [each.label for each in ui.all(ft.Semantics)] == [
            f"{t('Done')}. Saved. 18:00",
            f"{t('Now')}. Sending. 1 MB",
            f"{t('Stopped')}. Held",
            f"{t('Later')}. Received",
        ]
        bar = ui.one(ft.ProgressBar)
        assert (bar.value, bar.semantics_value, bar.semantics_label) == (0.25, 25, "Sending")


async def test_a_live_chain_says_the_step_that_was_reached_and_not_how_much_was_sent() -> None:
    stage = Stage()
    t = stage.t

    async def said(*steps: Step) -> list[str | None]:
        async with Harness() as ui:
            await stage.show(ui, lambda: chain([*steps], t, live=True))
            return [each.label for each in ui.all(ft.Semantics) if each.live_region]

    done, later = Step("Saved", StepState.DONE), Step("Read", StepState.LATER)
    assert await said(done, Step("Sending", StepState.NOW, "1 MB", 0.25), later) == [f"{t('Now')}. Sending"]
    received = Step("Received", StepState.NOW, "Q7RX-34MP", spoken="Q 7 R X, 3 4 M P")
    assert await said(done, received, later) == [f"{t('Now')}. Received. Q 7 R X, 3 4 M P"]
    assert await said(done, Step("Accepted", StepState.DONE)) == [f"{t('Done')}. Accepted"]


def live(ui: Harness) -> list[str]:
    return [words_of(each) for each in ui.all(ft.Semantics) if each.live_region]
