"""The bar of the app's own voice: what is being said, with its word marked; stop and repeat, always both
(WCAG 1.4.2, EN 301 549 5.1.3.4 and 5.1.3.5).

It is there while something is said or can be said again, and is under the screen, which it makes shorter: it
covers nothing, and never takes the focus. What it shows is on the screen already, so assistive technology passes
over it, and nothing in it is a live region: each word would be one more announcement. The marked word is
underlined, too: not by colour alone (1.4.1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from i18n import Words, problems
from screens.aloud import never
from screens.components import button, layout
from screens.components.caption import error_line
from screens.components.voice_bar.excerpt import excerpt
from screens.context import use_actions, use_speech, use_ui
from screens.state import Sentence, Speech
from screens.theme import roles

_MARKED = ft.TextStyle(
    bgcolor=roles.FOCUS_GROUND, color=roles.ON_FOCUS, decoration=ft.TextDecoration.UNDERLINE
)
_WORDS = 12
"""Shown of a sentence, at the usual size of text: as many as a sentence of the app has at most."""


@ft.component
def VoiceBar() -> ft.Control:
    ui, actions, speech = use_ui(), use_actions(), use_speech()
    if not ui.comfort.speaks or not (speech.going or speech.can_repeat or speech.problem):
        return ft.Container(visible=False)
    # Not guarded: a guarded handler begins by clearing the news, and that may be what is being said.
    stop, repeat = lambda _: actions.voice.stop(), lambda _: actions.voice.repeat()
    size = ui.comfort.text_size
    return bar(speech, _WORDS * 100 // size, stop, repeat, ui.words, roles.content_width(size))


def bar(
    speech: Speech,
    words: int,
    stop: Callable[..., Any],
    repeat: Callable[..., Any],
    t: Words,
    width: float = roles.CONTENT_WIDTH,
) -> ft.Control:
    """Show what is being said, with stop and repeat.

    `words` is how many of a sentence there is room for.
    """
    parts: list[ft.Control] = []
    if speech.problem is not None:
        parts.append(error_line(problems.describe(speech.problem, t).in_one_line))
    if speech.sentence is not None:
        parts.append(layout.silent(_said(speech.sentence, words)))
    parts.append(
        layout.row(
            [
                button.secondary(t("Stop"), stop, icon=ft.Icons.STOP),
                button.secondary(t("Repeat"), repeat, icon=ft.Icons.REPLAY),
            ]
        )
    )
    return never(
        ft.Container(
            bgcolor=roles.CARD,
            border=ft.Border.only(top=ft.BorderSide(1.5, roles.LINE)),
            padding=ft.Padding.symmetric(horizontal=20, vertical=12),
            content=ft.Row(
                # As high as its words: what holds it would let it take the whole window.
                [ft.Container(ft.Column(parts, spacing=12, tight=True), width=width - 40)],
                alignment=ft.MainAxisAlignment.CENTER,
                wrap=True,
            ),
        )
    )


def _said(sentence: Sentence, most: int) -> ft.Control:
    before, word, after = excerpt(sentence, most)
    spans = [ft.TextSpan(before), ft.TextSpan(word, style=_MARKED), ft.TextSpan(after)]
    return ft.Text(theme_style=ft.TextThemeStyle.BODY_LARGE, spans=[span for span in spans if span.text])
