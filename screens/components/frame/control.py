"""The frame of every screen: header, title, news, content; one column, centred."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import flet as ft

from screens import focus
from screens.aloud import when_asked
from screens.components import layout, text
from screens.components.brand import brand
from screens.components.caption import sentences
from screens.components.frame.header import Header
from screens.components.frame.news import news_of
from screens.components.frame.places import Places
from screens.components.lock_warning import LockWarning
from screens.components.spot import landing
from screens.components.voice_bar import VoiceBar
from screens.components.waiting import Waiting
from screens.context import Box, Loaded, Status, use_actions, use_box, use_guard, use_news, use_ui
from screens.room import Room
from screens.theme import roles
from services.errors import QaribError

_NOTHING_SHOWN: ft.Column | None = None


def screen(
    title: str,
    content: list[ft.Control],
    *,
    back: str | None = None,
    header: bool = True,
    kicker: str = "",
    first: bool = False,
    said: int = 0,
    personal_title: bool = False,
    wide: bool = False,
) -> ft.View:
    """Make a view with one h1, which has the focus at first.

    Reading and Tab go on from there. Call it once, last, in the component of a route: it uses hooks. `first` screens
    bear the mark of the app. `back` is the route that the way back leads to, also for Android's back gesture; `kicker`
    is a line over the title that says where in a longer way this is. Without a title, as on a page that only leads on,
    there is nothing to stop at. A `personal_title` is not said aloud by itself. A part that says something at the top
    counts `said` up: the screen then goes to its top, where it can be seen. A `wide` screen puts its content beside
    each other (`layout.beside`).
    """
    ui, actions, news, guard = use_ui(), use_actions(), use_news(), use_guard()
    location = ft.use_route_location()
    t = ui.words
    page_title = f"{title} – {t('Qarib')}"

    def name_page() -> None:
        ft.context.page.title = page_title

    ft.use_effect(name_page, [page_title])
    shown = _use_top(said, news.problem)

    def go_back() -> None:
        if back is not None:
            actions.go(back)

    bar: list[ft.Control] = [Header(back)] if header else []
    children: list[ft.Control] = []
    if first:
        children.append(brand())
    if kicker:
        children.append(layout.silent(text.secondary(kicker)))
    if title:
        # A person who hears the screen starts at its title and would never meet the line above.
        heading = text.heading(title, spoken=sentences(title, kicker) if kicker else "")
        shown_title = when_asked(heading) if personal_title else heading
        children.append(landing(shown_title, focus.TITLE, first=True))
    children.append(news_of(news, t, location))
    children.extend(content)
    has_places, is_wide = header and ui.profile is not None, ui.room is Room.DESKTOP
    side: list[ft.Control] = [Places(aside=True)] if has_places and is_wide else []
    foot: list[ft.Control] = [Places(aside=False)] if has_places and not is_wide else []
    scroller = ft.Column(
        [
            *(ft.Container(each, padding=ft.Padding.symmetric(horizontal=8, vertical=2)) for each in bar),
            ft.Container(
                width=roles.content_width(ui.comfort.text_size, wide=wide),
                padding=ft.Padding.only(left=20, right=20, top=12, bottom=40),
                content=_column(children),
            ),
        ],
        key=focus.SCROLLER,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    view = ft.View(
        route=location,
        key=location,
        bgcolor=roles.PAPER,
        padding=0,
        can_pop=back is None,
        on_confirm_pop=guard(go_back),
        # Flet's own bars have one height and would cut large text off. Any control is taken in their place.
        bottom_appbar=ft.Column([LockWarning(), VoiceBar(), *foot], tight=True, spacing=0),  # type: ignore[arg-type]
        controls=[
            ft.SafeArea(
                ft.Row([*side, scroller], spacing=0, vertical_alignment=ft.CrossAxisAlignment.START),
                expand=True,
            )
        ],
    )
    shown.value = scroller
    return view


def _column(children: list[ft.Control]) -> ft.Control:
    return ft.Column(children, spacing=20, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _use_top(said: int, problem: QaribError | None) -> Box[ft.Column | None]:
    """Show and say the top of a screen when it has news.

    Put what scrolls into the box.
    """
    actions, shown = use_actions(), use_box(_NOTHING_SHOWN)

    async def to_top() -> None:
        if not said and problem is None:
            return
        actions.voice.tell_again()
        if shown.value is not None:
            # The person may have gone on, or the line to the window be cut: then there is nothing to scroll.
            with suppress(TimeoutError, RuntimeError):
                await shown.value.scroll_to(offset=0)

    ft.use_effect(to_top, [said, problem])
    return shown


def not_shown(loaded: Loaded[Any], wait: str, *gone: ft.Control) -> list[ft.Control]:
    """Show in its place that something comes, is gone or failed."""
    match loaded.status:
        case Status.LOADING:
            return [Waiting(wait)]
        case Status.READY:
            return list(gone)
        case Status.FAILED:
            return []
