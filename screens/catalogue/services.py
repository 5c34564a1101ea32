"""The catalogue: every service, found by browsing or by a few letters."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import Words
from screens import routes
from screens.aloud import when_asked
from screens.catalogue.topics import answer
from screens.components import button, layout, text
from screens.components.caption import FieldWords
from screens.components.frame import screen
from screens.components.notice import Tone, notice
from screens.components.pictogram import pictogram
from screens.components.text_field import TextField
from screens.components.tile import tile
from screens.components.waiting import Waiting
from screens.context import (
    Handler,
    Status,
    use_actions,
    use_changes,
    use_guard,
    use_loaded,
    use_ui,
    use_value,
)
from screens.focus import use_focus
from services.models.catalogue import Catalogue, Service

OpenService = Callable[[str], Handler]
ServiceTile = Callable[[Service], ft.Control]

_SEARCH = "search"


@ft.component
def ServicesScreen() -> ft.View:
    ui, actions, guard, changes = use_ui(), use_actions(), use_guard(), use_changes()
    t = ui.words
    focus = use_focus()
    query, set_query = use_value("")
    again, set_again = use_value(0)
    loaded = use_loaded(actions.services.load, [changes.catalogue, again])

    async def find() -> list[Service]:
        return await actions.services.search(query, ui.language) if query.strip() else []

    found = use_loaded(find, [query, changes.catalogue])
    catalogue = loaded.value

    def to(route: str) -> Handler:
        return guard(lambda: actions.go(route))

    def open_service(service_id: str) -> Handler:
        return to(routes.service(service_id))

    async def clear() -> None:
        set_query("")
        await focus.to(_SEARCH)

    def row(service: Service) -> ft.Control:
        return _row(service, open_service, t, simple=ui.comfort.simple)

    content: list[ft.Control]
    if catalogue is None and loaded.status is Status.LOADING:
        content = [Waiting(t("Fetching the list of services…"))]
    elif catalogue is None:
        content = [
            notice(
                t("The list of services is not on this device yet."),
                lines=[t("It needs the network once. After that it also works without.")],
                tone=Tone.ATTENTION,
            ),
            button.primary(t("Try again"), guard(lambda: set_again(again + 1))),
        ]
    else:
        words = FieldWords(t("Search"), t("For example: wheelchair, card, sick leave"))
        content = [layout.keyed(TextField(words, query, set_query), _SEARCH)]
        if query.strip():
            topics = [answer(topic, to, t) for topic in actions.services.topics(query)]
            content += [*_results(found.value or [], row, t), *topics]
            if not found.value and not topics:
                content += _otherwise(query, guard(clear), t)
        else:
            content += _all(catalogue, row, t)
    return screen(t("Services"), content, back=routes.HOME)


def _row(service: Service, open_service: OpenService, t: Words, *, simple: bool) -> ft.Control:
    return tile(
        t.text(service.name),
        open_service(service.id),
        sub="" if simple else t.text(service.summary),
        picture=pictogram(service.pictogram) if simple else None,
        key=service.id,
    )


def _results(found: list[Service], row: ServiceTile, t: Words) -> list[ft.Control]:
    count = t.n("{count} service found", "{count} services found", len(found))
    return [layout.live(text.secondary(count)), *map(row, found)]


def _otherwise(query: str, clear: Handler, t: Words) -> list[ft.Control]:
    """Say that nothing was found, and what to do next."""
    nothing = t(
        "No service matches “{query}”. Try another word, or clear the search.", query=t.isolate(query.strip())
    )
    return [when_asked(text.body(nothing)), button.secondary(t("See all services"), clear)]


def _all(catalogue: Catalogue, row: ServiceTile, t: Words) -> list[ft.Control]:
    rows: list[ft.Control] = []
    for category, name in catalogue.categories.items():
        services = [service for service in catalogue.services if service.category == category]
        if services:
            rows.append(text.heading(t.text(name), 2))
            rows.extend(map(row, services))
    return rows
