"""The places of the app: at the foot of a narrow screen, at the side of a wide one (docs/adr/0034).

What is unread is counted beside the symbol and said with the name. The one where one is has a line and strong words,
not colour alone (WCAG 1.4.1); assistive technology knows it as the current one.
"""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens import routes
from screens.aloud import never
from screens.components import button
from screens.context import (
    Handler,
    use_actions,
    use_changes,
    use_guard,
    use_loaded,
    use_overviewed,
    use_ui,
)
from screens.room import Room
from screens.routes import Place
from screens.theme import roles

_ICONS = {
    Place.HOME: (ft.Icons.HOME_OUTLINED, ft.Icons.HOME),
    Place.REQUESTS: (ft.Icons.FOLDER_OUTLINED, ft.Icons.FOLDER),
    Place.MESSAGES: (ft.Icons.MAIL_OUTLINE, ft.Icons.MAIL),
    Place.ME: (ft.Icons.PERSON_OUTLINE, ft.Icons.PERSON),
}


@ft.component
def Places(aside: bool) -> ft.Control:
    """Show the ways to all places.

    `aside` under each other, each with symbol and name in one line.
    """
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t, here = ui.words, routes.place_of(ft.use_route_location())
    counts, words = _use_counts(here), ui.room >= Room.PHONE

    def way(place: Place) -> ft.Control:
        to = guard(lambda: actions.go(place.value))
        return _way(place, to, t, count=counts.get(place, 0), is_here=place is here, aside=aside, words=words)

    ways = [way(place) for place in Place]
    content: ft.Control = ft.Row(ways, spacing=0, alignment=ft.MainAxisAlignment.SPACE_AROUND)
    edge = ft.Border.only(top=ft.BorderSide(1, roles.LINE))
    if aside:
        content, edge = ft.Column(ways, spacing=roles.GAP, tight=True), ft.Border()
    return never(
        ft.Container(
            # One group for assistive technology and for Tab, which the page leads by it.
            ft.Semantics(content=content, container=True),
            bgcolor=None if aside else roles.CARD,
            border=edge,
            padding=ft.Padding.symmetric(horizontal=4, vertical=64 if aside else 0),
        )
    )


def _use_counts(here: Place) -> dict[Place, int]:
    """Count what waits and what is unread, once a change.

    At home each time, as days pass.
    """
    ui, actions, changes, known = use_ui(), use_actions(), use_changes(), use_overviewed()

    def now() -> tuple[str | int, ...]:
        profile_id = ui.profile.id if ui.profile else ""
        return profile_id, changes.requests, changes.cases, changes.drafts, changes.catalogue

    of = now()

    async def look() -> None:
        if ui.profile is None or (known.of == of and here is not Place.HOME):
            return
        overview = await actions.requests.overview()
        if now() == of:  # else a later look is on its way
            known.overview, known.of = overview, of

    use_loaded(look, [*of])
    overview = known.overview
    if overview is None:
        return {}
    return {Place.REQUESTS: overview.waiting, Place.MESSAGES: overview.unread_messages}


def _name(place: Place, t: Words) -> str:
    match place:
        case Place.HOME:
            return t("Home")
        case Place.REQUESTS:
            return t("Requests")
        case Place.MESSAGES:
            return t("Messages")
        case Place.ME:
            return t("Me")


def _way(
    place: Place, to: Handler, t: Words, *, count: int, is_here: bool, aside: bool, words: bool
) -> ft.Control:
    name = _name(place, t)
    symbol: ft.Control = ft.Icon(_ICONS[place][is_here], semantics_label=None if words else name)
    if count:
        symbol = ft.Row([symbol, _badge(count, t)], spacing=4, tight=True)
    parts: list[ft.Control] = [symbol]
    if words:
        style = ft.TextThemeStyle.LABEL_MEDIUM
        parts.append(ft.Text(name, theme_style=style, color=roles.PRIMARY, no_wrap=True))
    content: ft.Control = ft.Row(parts, spacing=8, tight=True)
    if not aside:
        content = ft.Column(parts, spacing=0, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER)
    made = ft.TextButton(content=content, on_click=to, style=_LOOK.style(), key=place.name)
    line = ft.BorderSide(3, roles.PRIMARY if is_here else ft.Colors.TRANSPARENT)
    edge = ft.Border(top=line)
    if aside:
        edge = ft.Border(right=line) if t.is_rtl else ft.Border(left=line)
    shown = ft.Container(made, border=edge)
    return ft.MergeSemantics(ft.Semantics(selected=True, content=shown)) if is_here else shown


_LOOK = button.Look(
    ft.Colors.TRANSPARENT,
    roles.PRIMARY,
    ft.Colors.TRANSPARENT,
    0,
    across=8,
    along=6,
    # The name is smaller than on other buttons, and so keeps its own colour.
    focus_ground=roles.CARD,
    focus_ink=roles.PRIMARY,
)


def _badge(count: int, t: Words) -> ft.Control:
    # Not hidden from the semantics: within a button that makes a second button.
    said = t.n("{count} new", "{count} new", count)
    number = ft.Text(
        t.number(count), semantics_label=said, theme_style=ft.TextThemeStyle.LABEL_SMALL, color=roles.PAPER
    )
    return ft.Container(
        number,
        bgcolor=roles.ATTENTION,
        border_radius=roles.RADIUS,
        padding=ft.Padding.symmetric(horizontal=7),
    )
