"""A place: wilaya, then commune, each found by typing its first letters.

Not a drop-down: Flet's has no name and no keyboard once semantics are on, and sixty-nine wilayas in a menu
are a long way for a finger or an ear.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import flet as ft

from i18n import Words
from screens.closing import use_closable
from screens.components import button, text
from screens.components.caption import FieldWords, caption, listenable
from screens.components.spot import spot
from screens.components.text_field import TextField
from screens.components.tile import tile
from screens.context import use_value
from screens.focus import use_focus
from services.models.catalogue import Commune, Wilaya

SHOWN = 6

Find = Callable[[str, Sequence[Wilaya | Commune]], list[Wilaya | Commune]]


@dataclass(frozen=True)
class Named:
    code: str
    name: str


@ft.component
def PlaceField(
    words: FieldWords,
    value: dict[str, str],
    on_change: Callable[[dict[str, str]], None],
    wilayas: list[Wilaya],
    find: Find,
    t: Words,
) -> ft.Control:
    """Ask for a wilaya, then its commune.

    `value` is {"wilaya": code, "commune": code}, either or both missing while it is being chosen.
    """
    wilaya = next((item for item in wilayas if item.code == value.get("wilaya")), None)
    communes = wilaya.communes if wilaya else []
    commune = next((item for item in communes if item.code == value.get("commune")), None)
    parts: list[ft.Control] = [
        ft.Semantics(exclude_semantics=True, content=caption(words)),
        _Picker(
            t("Wilaya"),
            t("Type the first letters, then choose."),
            Named(wilaya.code, t.text(wilaya.name)) if wilaya else None,
            list(wilayas),
            find,
            lambda code: on_change({"wilaya": code} if code else {}),
            t,
        ),
    ]
    if wilaya:
        parts.append(
            _Picker(
                t("Commune"),
                t("Type the first letters, then choose."),
                Named(commune.code, t.text(commune.name)) if commune else None,
                list(communes),
                find,
                lambda code: on_change(
                    {"wilaya": wilaya.code, "commune": code} if code else {"wilaya": wilaya.code}
                ),
                t,
            )
        )
    field = ft.Semantics(
        label=words.name,
        container=True,
        content=ft.Column(parts, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
    )
    return listenable(words, field)


@ft.component
def _Picker(
    label: str,
    help_: str,
    chosen: Named | None,
    places: Sequence[Wilaya | Commune],
    find: Find,
    on_choose: Callable[[str], None],
    t: Words,
) -> ft.Control:
    query, set_query = use_value("")
    focus = use_focus()
    closable = use_closable(bool(query.strip()), lambda: set_query(""), enter=False)

    async def change() -> None:
        on_choose("")
        # What was pressed goes: the focus stays with this part of the place.
        await focus.to(closable.opener)

    def choose(code: str) -> None:
        on_choose(code)
        set_query("")  # which closes the list: the focus goes back to this part of the place

    if chosen:
        link = button.link(t("Change"), change, spoken=t("Change: {what}", what=label))
        return spot(ft.Row([text.pair(label, chosen.name), link], spacing=12), closable.opener)
    found = find(query, places)[:SHOWN] if query.strip() else []
    matches: list[ft.Control] = [
        tile(t.text(place.name), partial(choose, place.code), key=place.code) for place in found
    ]
    if query.strip() and not matches:
        matches = [text.body(t("Nothing found for these letters. Check the spelling."))]
    typed = ft.Column(
        [TextField(FieldWords(label, help_, is_part=True), "", set_query), *matches],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return spot(typed, closable.opener)
