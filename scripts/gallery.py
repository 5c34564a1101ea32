"""`make gallery`: serves every component with its examples, and prints where. Nothing is kept, nobody is asked."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import webbrowser
from collections.abc import Callable, Sequence
from typing import Any, cast

import flet as ft

from app.loopback.intake import Intake
from app.shell import appearance
from screens import routes
from screens.aloud import Passage
from screens.comfort.comfort import ComfortScreen
from screens.components import button, layout, text
from screens.components.example import examples, names, reason
from screens.components.frame import screen
from screens.components.tile import tile
from screens.context import Shared, provide, use_actions, use_guard, use_words
from screens.ports import Actions
from screens.start.welcome import Welcome
from screens.state import ChangeCounters, News, Sendings, Ui
from screens.theme import FONTS
from services.models.comfort import Comfort

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
def ComponentPage() -> ft.View:
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
    """Show all components in one window."""
    pages = [
        ft.Route(path=GALLERY, component=Index),
        ft.Route(path=of(":name"), component=ComponentPage),
        ft.Route(path=routes.COMFORT, component=ComfortScreen),
        ft.Route(path=routes.WELCOME, component=Welcome),
    ]
    return provide(shared, lambda: ft.Router(pages, not_found=Index, manage_views=True))


class _NoVoice:
    """For a window without a house: nothing is said there."""

    def listen(self) -> None:
        pass

    def say(self, passages: Sequence[Passage]) -> None:
        pass

    def stop(self) -> None:
        pass

    def repeat(self) -> None:
        pass

    def tell_again(self) -> None:
        pass


class _Window:
    """A window without a house: language and comfort change, and are forgotten with it."""

    def __init__(self, page: ft.Page) -> None:
        self._page = page
        self._ui = Ui(chosen=True, comfort_asked=True, came_from=GALLERY)

    def open(self) -> None:
        self._page.fonts = {} if self._page.web else FONTS
        nothing = cast(Any, None)
        actions = Actions(
            preferences=self,
            profiles=nothing,
            sign_in=nothing,
            services=nothing,
            drafts=nothing,
            requests=nothing,
            cases=nothing,
            own=nothing,
            files=nothing,
            archives=nothing,
            voice=_NoVoice(),
            go=self._page.navigate,
            report=_report,
        )
        appearance.speak(self._page, self._ui, "ar")
        appearance.dress(self._page, self._ui)
        self._page.render_views(Gallery, Shared(self._ui, ChangeCounters(), Sendings(), News(), actions))

    async def choose_language(self, language: str) -> None:
        appearance.speak(self._page, self._ui, language)

    async def change_comfort(self, comfort: Comfort) -> None:
        self._ui.comfort = comfort
        appearance.dress(self._page, self._ui)


def _report(error: BaseException) -> None:
    """Show errors: a person who builds a component wants to see them."""
    raise error


async def _open_window(page: ft.Page) -> None:
    _Window(page).open()


async def _serve(port: int, *, show: bool) -> None:
    from app.loopback.server import bind, build, serve

    bound = bind(port)
    guard = build(_open_window, Intake(), bound.getsockname()[1])

    def ready(address: str) -> None:
        print(f"The gallery is ready: {address}", flush=True)
        if show:
            with contextlib.suppress(webbrowser.Error):
                webbrowser.open(address)

    await serve(guard, bound, ready)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="on the loopback; 0 takes any")
    parser.add_argument("--view", choices=("browser", "none"), default="browser")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(given.port, show=given.view == "browser"))


if __name__ == "__main__":
    main()
