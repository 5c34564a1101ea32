"""What a component needs around it, without an app behind: words, and places where its effects are noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import flet as ft

from i18n import Words
from screens.context import Shared, provide
from screens.given import Overview, PickedFile
from screens.ports import Actions
from screens.state import ChangeCounters, News, Sendings, Ui
from services.models.photograph import PhotographReport
from tests.components.harness import Harness


class Files:
    """The device's files: `picked` is what the person picks next."""

    def __init__(self) -> None:
        self.picked: list[PickedFile] = []
        self.camera = False
        self.report: PhotographReport | None = None
        """What is found in the next picture that is read."""

    async def pick(self) -> list[PickedFile]:
        return self.picked


class Voice:
    """The app's own voice: `said` is what it was asked to say, "again" each time a problem was announced again."""

    def __init__(self) -> None:
        self.said: list[Any] = []

    def say(self, passages: Any) -> None:
        self.said.append([passage.text for passage in passages])

    def listen(self) -> None:
        self.said.append("listen")

    def stop(self) -> None:
        self.said.append("stop")

    def repeat(self) -> None:
        self.said.append("repeat")

    def tell_again(self) -> None:
        self.said.append("again")


class Profiles:
    """The profile that is open: `closed` counts how often it was hidden."""

    def __init__(self) -> None:
        self.closed = 0

    async def close(self) -> None:
        self.closed += 1


class Requests:
    """A profile without requests."""

    async def overview(self) -> Overview:
        return Overview([], 0, 0, [], 0, [], 0, 0)


class Stage:
    """`reports` are the errors that would have opened the calm page, `gone` the routes gone to."""

    def __init__(self, language: str = "fr") -> None:
        self.reports: list[BaseException] = []
        self.gone: list[str] = []
        self.files = Files()
        self.voice = Voice()
        nothing = cast(Any, None)
        actions = Actions(
            preferences=nothing,
            profiles=cast(Any, Profiles()),
            sign_in=nothing,
            services=nothing,
            drafts=nothing,
            requests=cast(Any, Requests()),
            cases=nothing,
            own=nothing,
            files=cast(Any, self.files),
            archives=nothing,
            voice=cast(Any, self.voice),
            go=self.gone.append,
            report=self.reports.append,
        )
        self.shared = Shared(Ui(language), ChangeCounters(), Sendings(), News(), actions)

    @property
    def t(self) -> Words:
        return self.shared.ui.words

    async def show(self, ui: Harness, component: Callable[[], Any]) -> None:
        """Render what `component` gives within the shared context."""
        body = ft.component(component)

        @ft.component
        def Root() -> Any:
            return provide(self.shared, body)

        await ui.render(Root)

    async def show_screen(self, ui: Harness, component: Callable[[], ft.View]) -> None:
        """Render a component that gives a whole view."""
        body = ft.component(component)

        @ft.component
        def Root() -> Any:
            return provide(self.shared, lambda: [body()])

        await ui.render_views(Root)
