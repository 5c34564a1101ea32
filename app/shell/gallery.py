"""`make gallery`: serves every component with its examples, and prints where. Nothing is kept, nobody is asked."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import webbrowser
from collections.abc import Sequence
from typing import Any, cast

import flet as ft

from app.loopback.intake import Intake
from app.shell import appearance
from screens.aloud import Passage
from screens.context import Shared
from screens.gallery import GALLERY, Gallery
from screens.ports import Actions
from screens.state import Changes, News, Sendings, Ui
from screens.theme import FONTS
from services.models.comfort import Comfort


class NoVoice:
    """The voice of a window without a house: nothing is said there."""

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
            files=nothing,
            archives=nothing,
            voice=NoVoice(),
            go=self._page.navigate,
            report=_report,
        )
        appearance.speak(self._page, self._ui, "ar")
        appearance.dress(self._page, self._ui)
        self._page.render_views(Gallery, Shared(self._ui, Changes(), Sendings(), News(), actions))

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
        print(f"The gallery is ready: {address}", flush=True)  # noqa: T201 - what the command is for
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
