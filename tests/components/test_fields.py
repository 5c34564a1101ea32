"""Fields keep what is typed and chosen, at any speed, and are one thing with their words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft
import pytest

from screens.components.caption import FieldWords
from screens.components.choice_field import Choice, ChoiceField, SeveralField
from screens.components.date_field import DateField
from screens.components.text_field import TextField
from screens.context import use_value
from tests.components.harness import Harness, plain, walk, words_of
from tests.components.stage import Stage

SENTENCE = "Ma fille marche avec des béquilles, depuis le 3 février."
SIDES = [
    Choice("left", "Gauche"),
    Choice("right", "Droite", "Celle du cœur est à gauche"),
    Choice("both", "Deux"),
]


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_typing_at_speed_keeps_every_character_while_the_page_renders(stage: Stage) -> None:
    # Between a key's text and its event the page around may render: the old text must not come back.
    kept: list[str] = []
    render: list[Callable[[int], None]] = []

    def page() -> ft.Control:
        turn, set_turn = use_value(0)
        render[:] = [set_turn]
        return ft.Column([ft.Text(f"turn {turn}"), TextField(FieldWords("Note"), "", kept.append)])

    async with Harness() as ui:
        await stage.show(ui, page)
        for end in range(1, len(SENTENCE) + 1):
            control = ui.field("Note")
            ui.session.apply_patch(control._i, {"value": SENTENCE[:end]})
            render[0](end)
            for _ in range(3):
                await asyncio.sleep(0)
            await ui.session.dispatch_event(control._i, "change", SENTENCE[:end])
        await ui.settle()
        assert ui.words() == [f"turn {len(SENTENCE)}", "Note"]
        assert ui.field("Note").value == SENTENCE
        written = {value for name, value in ui.client.written if name == "value"}
        assert all(str(value).startswith("turn") for value in written), "a text was sent back to the field"
    assert kept == [SENTENCE[:end] for end in range(1, len(SENTENCE) + 1)]


async def test_a_field_its_help_and_its_error_are_one_thing(stage: Stage) -> None:
    words = FieldWords("Poids", "En kilogrammes.", "Écrivez un nombre.", "facultatif")
    async with Harness() as ui:
        await stage.show(ui, lambda: TextField(words, "62", lambda _: None))
        merged = ui.one(ft.MergeSemantics)
        assert words_of(merged) == "Poids (facultatif) En kilogrammes. Écrivez un nombre."
        assert [each.value for each in walk(merged) if isinstance(each, ft.TextField)] == ["62"]


async def test_an_error_that_appears_leaves_the_text_alone(stage: Stage) -> None:
    show: list[Callable[[str], None]] = []

    def page() -> ft.Control:
        error, set_error = use_value("")
        show[:] = [set_error]
        return TextField(FieldWords("Poids", "", error), "", lambda _: None)

    async with Harness() as ui:
        await stage.show(ui, page)
        await ui.type("Poids", "soixante")
        show[0]("Écrivez un nombre.")
        await ui.settle()
        assert ui.shows("Écrivez un nombre.")
        assert ui.field("Poids").value == "soixante"


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_codes_stand_at_the_left_in_either_script(language: str) -> None:
    async with Harness() as ui:
        await Stage(language).show(
            ui, lambda: TextField(FieldWords("NSS"), "", lambda _: None, numeric=True, latin=True)
        )
        assert ui.field("NSS").text_align is ft.TextAlign.LEFT
        assert ui.field("NSS").keyboard_type is ft.KeyboardType.NUMBER


def choosing(kept: list[Any], field: Callable[..., ft.Control], start: Any) -> Callable[[], ft.Control]:
    """Make a page that keeps what its field chooses, as drafts do."""

    def page() -> ft.Control:
        value, set_value = use_value(start)

        def keep(chosen: Any) -> None:
            kept.append(chosen)
            set_value(chosen)

        return field(FieldWords("Quel côté"), SIDES, value, keep)

    return page


async def test_one_of_several_is_chosen_by_its_button_or_by_its_row(stage: Stage) -> None:
    kept: list[str] = []
    async with Harness() as ui:
        await stage.show(ui, choosing(kept, ChoiceField, None))
        await ui.choose("right")
        assert ui.one(ft.RadioGroup).value == "right"
        await ui.fire(row(ui, "Gauche"), "click")
        assert ui.one(ft.RadioGroup).value == "left"
    assert kept == ["right", "left"]


async def test_what_is_chosen_shows_in_its_whole_row(stage: Stage) -> None:
    # Beside large text a radio or a checkbox is too small a sign.
    async with Harness() as ui:
        await stage.show(ui, choosing([], ChoiceField, None))
        plain_ground = row(ui, "Droite").bgcolor
        await ui.choose("right")
        assert row(ui, "Droite").bgcolor != plain_ground
        assert row(ui, "Gauche").bgcolor == plain_ground


async def test_a_group_of_choices_is_named_by_question_help_and_error(stage: Stage) -> None:
    words = FieldWords("Quel côté", "Vu par vous", "Choisissez un côté.")
    async with Harness() as ui:
        await stage.show(ui, lambda: ChoiceField(words, SIDES, None, lambda _: None))
        group = ui.all(ft.Semantics)[0]
        assert (group.label, group.container) == ("Quel côté. Vu par vous. Choisissez un côté.", True)
        choices = [words_of(each) for each in ui.all(ft.MergeSemantics)]
        assert choices == ["Gauche", "Droite Celle du cœur est à gauche", "Deux"]


async def test_several_are_ticked_quickly_and_none_is_lost(stage: Stage) -> None:
    # The next tick may come before the page is rendered with the one before.
    kept: list[list[str]] = []
    async with Harness() as ui:
        await stage.show(ui, choosing(kept, SeveralField, []))
        boxes = ui.all(ft.Checkbox)
        for box in boxes:
            ui.session.apply_patch(box._i, {"value": True})
            await ui.session.dispatch_event(box._i, "change", True)
        await ui.settle()
        assert [box.value for box in ui.all(ft.Checkbox)] == [True, True, True]
        await ui.fire(ui.all(ft.Checkbox)[1], "change", False, value=False)
        await ui.fire(row(ui, "Gauche"), "click")
        assert [box.value for box in ui.all(ft.Checkbox)] == [False, False, True]
    assert kept == [["left"], ["left", "right"], ["left", "right", "both"], ["left", "both"], ["both"]]


@pytest.mark.parametrize(
    "order", [("Jour", "Mois", "Année"), ("Année", "Jour", "Mois"), ("Mois", "Année", "Jour")]
)
async def test_the_parts_of_a_date_are_typed_in_any_order(stage: Stage, order: tuple[str, ...]) -> None:
    kept: list[dict[str, str]] = []
    texts = {"Jour": "3", "Mois": "02", "Année": "2026"}
    async with Harness() as ui:
        await stage.show(ui, lambda: DateField(FieldWords("Date"), {}, kept.append, stage.t))
        for part in order:
            await ui.type(part, texts[part])
    assert kept[-1] == {"day": "3", "month": "02", "year": "2026"}


async def test_a_date_kept_before_is_there_and_one_part_changes(stage: Stage) -> None:
    kept: list[dict[str, str]] = []
    before = {"day": "31", "month": "02", "year": "2026"}
    async with Harness() as ui:
        await stage.show(
            ui,
            lambda: DateField(FieldWords("Date", "", "Ce jour n’existe pas."), before, kept.append, stage.t),
        )
        assert [field.value for field in ui.all(ft.TextField)] == ["31", "02", "2026"]
        assert ui.all(ft.Semantics)[0].label == "Date. Ce jour n’existe pas."
        await ui.type("Jour", "28")
    assert kept[-1] == {"day": "28", "month": "02", "year": "2026"}
    assert before == {"day": "31", "month": "02", "year": "2026"}


def row(ui: Harness, label: str) -> ft.Container:
    """Return the row around a choice, which takes the tap."""
    rows = [each for each in ui.all(ft.Container) if each.on_click and words_of(each).startswith(label)]
    assert len(rows) == 1
    return rows[0]


async def test_the_name_of_a_group_says_that_it_may_be_left_empty() -> None:
    # A reader does not say texts beside a group of controls: its name has them (WCAG 1.3.1).
    words = FieldWords("Aides à l’accès", help="Choisir ce qui convient.", optional="facultatif")
    assert plain(words.name) == "Aides à l’accès (facultatif). Choisir ce qui convient."
    assert words.name.startswith(words.question), "as it is seen"
