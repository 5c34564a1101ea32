"""Home: what waits for the person, what is under way, what they used before, and the way to something new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import flet as ft

from i18n import Words, msg
from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.frame import screen
from screens.components.pictogram import pictogram, pictures
from screens.components.tile import tile
from screens.context import Handler, use_actions, use_guard, use_overviewed, use_ui
from screens.given import Overview, Part, RequestRow
from screens.nouns import nouns
from screens.requests.row import RowState, needed, states_of
from screens.room import Room
from screens.start.device_notices import device_notices, held_notice
from screens.state import Ui
from screens.theme import roles


@dataclass(frozen=True, slots=True)
class _Home:
    """What the parts of home show it with."""

    ui: Ui
    t: Words
    to: Callable[[str], Handler]
    """Leads to a route."""
    to_part: Callable[[Part], Handler]
    """Leads to a part of "my requests"."""

    def way(self, label: str, on_click: Handler, sub: str, icon: ft.IconData, picture: str) -> ft.Control:
        """Show one thing to do; in simple mode with a picture."""
        comfort = self.ui.comfort
        return tile(
            self.t(label),
            on_click,
            sub="" if comfort.simple else sub,
            icon=None if roles.is_large(comfort.text_size) else icon,
            picture=pictogram(picture) if comfort.simple else None,
        )


@ft.component
def Home() -> ft.View:
    ui, actions, guard, overview = use_ui(), use_actions(), use_guard(), use_overviewed().overview
    t, simple = ui.words, ui.comfort.simple

    def to(route: str) -> Handler:
        return guard(lambda: actions.go(route))

    def to_part(part: Part) -> Handler:
        def go() -> None:
            ui.part = part
            actions.go(routes.REQUESTS)

        return guard(go)

    home = _Home(ui, t, to, to_part)
    start, going_on, used = _start(overview, home), device_notices(ui, actions, guard), list[ft.Control]()
    if overview is not None:
        if overview.from_archive:
            send = guard(actions.archives.send_held)
            going_on.insert(0, held_notice(overview.from_archive, send, t))
        going_on = _waits(overview, home) + going_on
        if not going_on and not _is_first(overview):
            going_on.append(text.body(t("Nothing waits for you.")))
        if not simple:
            going_on += _under_way(overview, home)
            used += _used(overview, home)
    name = t.text(ui.person.first_name) if ui.person else (ui.profile.name if ui.profile else "")
    greeting = t("Hello, {name}", name=name) if name else t("Hello")
    # Not known yet, it is laid out as it will be for all but a new person.
    if ui.room is Room.DESKTOP and not simple and (going_on or overview is None):
        content = [layout.beside(going_on, [*start, *used])]
        return screen(greeting, content, personal_title=bool(name), wide=True)
    return screen(greeting, [*going_on, *used, *start], personal_title=bool(name))


def _is_first(overview: Overview) -> bool:
    """True if the person has asked for nothing yet."""
    return not (overview.requests or overview.drafts or overview.from_archive)


def _start(overview: Overview | None, home: _Home) -> list[ft.Control]:
    """Show the ways to something new, and to what was begun."""
    t, to = home.t, home.to
    shown: list[ft.Control] = []
    if not home.ui.comfort.simple:
        shown.append(text.heading(t("What would you like to do?"), 2))
    if overview is not None and _is_first(overview):
        shown += _first_words(t)
    kinds = t("Card, allowance, reimbursement, equipment…")
    shown.append(home.way(msg("Make a request"), to(routes.SERVICES), kinds, ft.Icons.EDIT_NOTE, "write"))
    if overview is not None and overview.drafts:
        count, to_drafts = t.n("{count} draft", "{count} drafts", overview.drafts), home.to_part(Part.DRAFTS)
        shown.append(home.way(msg("Go on with a draft"), to_drafts, count, ft.Icons.EDIT, "clock"))
    for noun in nouns():
        if (of := noun.tile) is not None:
            shown.append(home.way(of.label, to(noun.routes[0][0]), t(of.sub), of.icon, of.picture))
    if not home.ui.signed_in:
        why = t("To send requests and read the answers.")
        shown.append(home.way(msg("Sign in"), to(routes.SIGN_IN), why, ft.Icons.LOGIN, "me"))
    return shown


def _first_words(t: Words) -> list[ft.Control]:
    """Say what this is to a person who has no request yet."""
    words = t(
        "You have no request yet. Choose a service: Qarib asks what is needed, and keeps what you write."
    )
    return [*pictures("write", large=True), text.body(words)]


def _service_id(row: RequestRow) -> str:
    return row.service.id if row.service else ""


def _waits(overview: Overview, home: _Home) -> list[ft.Control]:
    """Show each thing that waits, the nearest day first."""
    t = home.t
    calls = [(row, state) for row in overview.calls for state in needed(row, t)]
    if not calls:
        return []
    calls.sort(key=lambda call: call[1].day or date.max)
    times = Counter((state.words, _service_id(row)) for row, state in calls)
    tiles = [_call(row, state, home, twin=times[state.words, _service_id(row)] > 1) for row, state in calls]
    shown = [text.heading(t("Waits for you"), 2), *tiles]
    if sum(not state.messages for _, state in calls) < overview.waiting:
        shown.append(button.link(t("See all my requests"), home.to(routes.REQUESTS)))
    return shown


def _call(row: RequestRow, state: RowState, home: _Home, *, twin: bool) -> ft.Control:
    """Show one thing that waits, with its day.

    One of several for the same service has its reference, or nobody could tell them apart.
    """
    t = home.t
    lines = [t.text(row.service.name)] if row.service else []
    lines.append(state.detail or t.date_time(row.updated_at))
    if twin and row.reference:
        lines.append(t("Reference {reference}", reference=t.ltr(row.reference)))
    shown = tile(state.words, home.to(state.route), sub="\n".join(lines), tone=state.tone)
    return layout.keyed(when_asked(shown), f"{row.id} {state.words}")


def _under_way(overview: Overview, home: _Home) -> list[ft.Control]:
    """Show where the requests stand that go on without the person."""
    if not overview.under_way:
        return []
    t, tiles = home.t, []
    for row in overview.under_way:
        state = states_of(row, t)[0]
        lines = [state.words, state.detail or t.date_time(row.updated_at)]
        name = t.text(row.service.name) if row.service else t("Request")
        shown = tile(name, home.to(routes.request(row.id)), sub="\n".join(lines))
        tiles.append(layout.keyed(when_asked(shown), row.id))
    heading = text.heading(t("Under way"), 2)
    if overview.all_under_way == len(overview.under_way):
        return [heading, *tiles]
    all_of_it = button.link(t("See all that is under way"), home.to_part(Part.UNDER_WAY))
    return [heading, *tiles, all_of_it]


def _used(overview: Overview, home: _Home) -> list[ft.Control]:
    """Show the services of the last requests, to ask for again."""
    t = home.t
    tiles = [
        when_asked(tile(t.text(each.name), home.to(routes.service(each.id)), key=f"again {each.id}"))
        for each in overview.used
    ]
    return [text.heading(t("Ask again"), 2), *tiles] if tiles else []
