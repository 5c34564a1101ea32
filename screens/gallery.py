"""Every component with its reason and its examples, in any language and any comfort: for who builds screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from screens import routes
from screens.comfort.comfort import ComfortScreen
from screens.components import button, layout, text
from screens.components.example import examples, names, reason
from screens.components.frame import screen
from screens.components.tile import tile
from screens.context import Shared, provide, use_actions, use_guard, use_words
from screens.start.welcome import Welcome

GALLERY = "/gallery"


def of(name: str) -> str:
    """Return the address of a component's page."""
    return f"{GALLERY}/{name}"


@ft.component
def Index() -> ft.View:
    actions, guard = use_actions(), use_guard()

    def to(name: str) -> Callable[..., Any]:
        return guard(lambda: actions.go(of(name)))

    rows = [tile(name.replace("_", " "), to(name), key=name) for name in names()]
    return screen("Components", [*rows, button.link("Back to the start", guard(lambda: actions.go(GALLERY)))])


@ft.component
def Page() -> ft.View:
    name, t = ft.use_route_params().get("name", ""), use_words()
    if name not in names():
        return Index()
    content: list[ft.Control] = [text.body(line) for line in reason(name).split("\n\n")]
    for number, example in enumerate(examples(name)):
        content.append(text.heading(example.title, 2))
        content.append(layout.keyed(example.build(t), f"example-{number}"))
    return screen(name.replace("_", " ").capitalize(), content, back=GALLERY)


@ft.component
def Gallery(shared: Shared) -> Any:
    """Show the whole gallery in one window."""
    pages = [
        ft.Route(path=GALLERY, component=Index),
        ft.Route(path=of(":name"), component=Page),
        ft.Route(path=routes.COMFORT, component=ComfortScreen),
        ft.Route(path=routes.WELCOME, component=Welcome),
    ]
    return provide(shared, lambda: ft.Router(pages, not_found=Index, manage_views=True))
