"""The frame of every screen: way back, language, title, news, content of at most 640, centred."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import flet as ft

from i18n import LANGUAGES, Words, problems
from screens import routes
from screens.components import button, text
from screens.components.brand import brand
from screens.components.notice import Tone, notice
from screens.context import Handler, Loaded, Status, use_actions, use_box, use_guard, use_news, use_ui
from screens.ports import Actions
from screens.state import News, Ui
from screens.theme import CONTENT_WIDTH, LIGHT

_NO_VIEW: ft.View | None = None


def screen(
    title: str,
    content: list[ft.Control],
    *,
    back: str | None = None,
    header: bool = True,
    kicker: str = "",
    first: bool = False,
    said: int = 0,
) -> ft.View:
    """A view with one h1. Call it once, last, in the component of a route: it uses hooks.

    `first` screens bear the mark of the app. `back` is the route that the way back leads to, also for
    Android's back gesture; `kicker` is a line over the title that says where in a longer way this is.
    Whoever says something at the top counts `said` up: the screen then goes to its top, where it can be seen.
    """
    ui, actions, news, guard = use_ui(), use_actions(), use_news(), use_guard()
    location = ft.use_route_location()
    t = ui.words
    page_title = f"{title} – {t('Qarib')}"

    def name_page() -> None:
        ft.context.page.title = page_title

    ft.use_effect(name_page, [page_title])
    shown = use_box(_NO_VIEW)

    async def to_top() -> None:
        if shown.value is not None and (said or news.problem is not None):
            # The person may have gone on, or the line to the window be cut: then there is nothing to scroll.
            with suppress(TimeoutError, RuntimeError):
                await shown.value.scroll_to(offset=0)

    ft.use_effect(to_top, [said, news.problem])

    def go_back() -> None:
        if back is not None:
            actions.go(back)

    children: list[ft.Control] = []
    if header:
        children.append(
            _header(
                back is not None,
                guard(go_back),
                guard(_to_language(ui, actions, location)),
                ui.language,
                t("Back"),
            )
        )
    if first:
        children.append(brand())
    if kicker:
        children.append(text.secondary(kicker))
    children.append(text.heading(title))
    children.append(_news(news, t))
    children.extend(content)
    view = ft.View(
        route=location,
        key=location,
        bgcolor=LIGHT.paper,
        padding=0,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        can_pop=back is None,
        on_confirm_pop=guard(go_back),
        controls=[
            ft.SafeArea(
                ft.Container(
                    width=CONTENT_WIDTH,
                    padding=ft.Padding.only(left=20, right=20, top=12, bottom=40),
                    content=ft.Column(
                        children,
                        spacing=20,
                        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    ),
                )
            )
        ],
    )
    shown.value = view
    return view


def _news(news: News, t: Words) -> ft.Control:
    """What is to be said now. It has its place even when there is nothing: what follows keeps its own then,
    and with it what is typed there and the focus."""
    said: list[ft.Control] = []
    if news.cancel is not None:
        said += [waiting(t("One moment…")), button.secondary(t("Cancel"), _cancels(news.cancel))]
    if news.problem is not None:
        problem = problems.describe(news.problem, t)
        lines = [line for line in (problem.text, problem.next_step) if line]
        said.append(notice(problem.title, lines=lines, tone=Tone.ERROR, live=True))
    elif news.text:
        said.append(notice(news.text, live=True))
    return ft.Column(said, spacing=20, visible=bool(said), horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _to_language(ui: Ui, actions: Actions, location: str) -> Callable[[], None]:
    def go() -> None:
        if location != routes.WELCOME:
            ui.came_from = location
            actions.go(routes.WELCOME)

    return go


def _header(
    can_go_back: bool, go_back: Handler, to_language: Handler, language: str, back_word: str
) -> ft.Control:
    """The same places on every screen (WCAG 3.2.3): back at the start, language at the end."""
    name = LANGUAGES[language].endonym
    links = [button.link(name, to_language, icon=ft.Icons.LANGUAGE)]
    if can_go_back:
        links.insert(0, button.link(back_word, go_back, icon=ft.Icons.ARROW_BACK))
    place = ft.MainAxisAlignment.SPACE_BETWEEN if can_go_back else ft.MainAxisAlignment.END
    return ft.Row(links, alignment=place, wrap=True)


def _cancels(cancel: Callable[[], object]) -> Callable[..., None]:
    """Not guarded: a guarded handler would begin by clearing the news that it is part of."""

    def cancelled(_: object) -> None:
        cancel()

    return cancelled


def waiting(words: str) -> ft.Control:
    """Something is being fetched: said, not only drawn."""
    return ft.Semantics(
        live_region=True,
        container=True,
        content=ft.Row(
            [ft.ProgressRing(width=28, height=28, stroke_width=3, color=LIGHT.primary), text.body(words)],
            spacing=16,
        ),
    )


def not_shown(loaded: Loaded[Any], wait: str, *gone: ft.Control) -> list[ft.Control]:
    """What stands in place of something that is not there: it comes, it is gone, or the news say why not."""
    match loaded.status:
        case Status.LOADING:
            return [waiting(wait)]
        case Status.READY:
            return list(gone)
        case Status.FAILED:
            return []
