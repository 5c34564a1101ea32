"""A place: the wilaya by its first letters, then one of its communes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from app.session.kept_catalogue import KeptCatalogue
from screens.components.caption import FieldWords
from screens.components.place_field import PlaceField
from screens.components.place_field.control import SHOWN
from screens.context import use_value
from services.models.catalogue import Commune, Wilaya
from tests.components.harness import Harness
from tests.components.stage import Stage

TIZI = Wilaya(
    "15",
    {"ar": "تيزي وزو", "fr": "Tizi Ouzou"},
    [
        Commune("1501", {"ar": "تيزي وزو", "fr": "Tizi Ouzou"}),
        Commune("1506", {"ar": "الأربعاء ناث إيراثن", "fr": "Larbaâ Nath Irathen"}),
    ],
)
TIARET = Wilaya("14", {"ar": "تيارت", "fr": "Tiaret"}, [Commune("1401", {"ar": "تيارت", "fr": "Tiaret"})])
MANY = [Wilaya(f"{60 + n}", {"ar": f"ثم {n}", "fr": f"Tmany {n}"}, []) for n in range(SHOWN + 3)]


class Place:
    """A form with the question, and what it keeps."""

    def __init__(self, ui: Harness, stage: Stage, start: dict[str, str]) -> None:
        self.ui, self.stage, self.value = ui, stage, start

    async def show(self, wilayas: Sequence[Wilaya]) -> None:
        find = KeptCatalogue.find_places

        def page() -> Any:
            value, set_value = use_value(self.value)

            def keep(place: dict[str, str]) -> None:
                self.value = place
                set_value(place)

            return PlaceField(FieldWords("Où habitez-vous"), value, keep, list(wilayas), find, self.stage.t)

        await self.stage.show(self.ui, page)

    async def change(self, part: str) -> None:
        await self.ui.press(self.stage.t("Change: {what}", what=part))


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with Harness() as ui:
        yield Place(ui, Stage(), {})


async def test_wilaya_then_commune_by_their_first_letters(place: Place) -> None:
    ui = place.ui
    await place.show([TIARET, TIZI])
    await ui.type("Wilaya", "tizi")
    assert not ui.has_button("Tiaret")
    await ui.press("Tizi Ouzou")
    assert place.value == {"wilaya": "15"}
    await ui.type("Commune", "larbaa")
    await ui.press("Larbaâ Nath Irathen")
    assert place.value == {"wilaya": "15", "commune": "1506"}


async def test_a_name_is_found_in_the_other_script(place: Place) -> None:
    await place.show([TIARET, TIZI])
    await place.ui.type("Wilaya", "تيارت")
    assert place.ui.has_button("Tiaret")


async def test_another_commune_keeps_the_wilaya(place: Place) -> None:
    place.value = {"wilaya": "15", "commune": "1506"}
    await place.show([TIARET, TIZI])
    await place.change("Commune")
    assert place.value == {"wilaya": "15"}
    await place.ui.type("Commune", "t")
    await place.ui.press("Tizi Ouzou")
    assert place.value == {"wilaya": "15", "commune": "1501"}


async def test_another_wilaya_forgets_the_commune_of_the_first(place: Place) -> None:
    place.value = {"wilaya": "15", "commune": "1506"}
    await place.show([TIARET, TIZI])
    await place.change("Wilaya")
    assert place.value == {}
    await place.ui.type("Wilaya", "tia")
    await place.ui.press("Tiaret")
    assert place.value == {"wilaya": "14"}
    assert place.ui.field("Commune").value == ""


async def test_letters_that_name_nothing_are_answered(place: Place) -> None:
    await place.show([TIZI])
    await place.ui.type("Wilaya", "zz")
    assert place.ui.shows(place.stage.t("Nothing found for these letters. Check the spelling."))


async def test_a_few_are_shown_at_a_time(place: Place) -> None:
    await place.show(MANY)
    assert not place.ui.has_button("Tmany")
    await place.ui.type("Wilaya", "tm")
    assert [f"Tmany {n}" for n in range(SHOWN + 3) if place.ui.has_button(f"Tmany {n}")] == [
        f"Tmany {n}" for n in range(SHOWN)
    ]


async def test_codes_of_no_known_place_are_asked_again(place: Place) -> None:
    place.value = {"wilaya": "99", "commune": "9901"}
    await place.show([TIZI])
    assert place.ui.field("Wilaya").value == ""


@pytest.mark.parametrize("part", ["Wilaya", "Commune"])
async def test_changing_a_part_leaves_the_focus_in_its_field(place: Place, part: str) -> None:
    # Outside a browser, where the app calls what has the focus: the button that was pressed is gone by then.
    place.value = {"wilaya": "15", "commune": "1501"}
    await place.show([TIZI])
    await place.change(place.stage.t(part))
    field = place.ui.field(place.stage.t(part))
    assert place.ui.client.focused[-1:] == [field._i]
