"""The plain words for technical terms, one step away (WCAG 3.1.3, 3.1.4).

They open in place, under the button that names them: the focus stays on it, and the list is said when it
comes. Nothing is hidden behind a hover, and nothing covers the question.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import flet as ft

from i18n import Words
from i18n.terms import Term, terms_in
from screens.closing import use_closable
from screens.components import button, layout, text
from screens.context import use_value

_NAMED = 3
"""Terms that the button names; with more, it says that there are others."""


@lru_cache(maxsize=1024)
def terms_of(*said: tuple[str, str]) -> tuple[Term, ...]:
    """Return the terms in texts, each once.

    A text comes with the language that it is in: see `Words.text_in`.
    """
    found = {term.key: term for text_, language in said for term in terms_in(text_, language)}
    return tuple(found.values())


@ft.component
def Terms(terms: Sequence[Term], t: Words) -> ft.Control:
    """Show a button that opens and closes the terms' explanations."""
    open_, set_open = use_value(False)
    closable = use_closable(open_, lambda: set_open(False), enter=False)
    names = [t.isolate(term.name) for term in terms[:_NAMED]]
    if len(terms) > _NAMED:
        names.append("…")
    opener = button.link(
        t("Words explained: {terms}", terms=" · ".join(names)),
        lambda _: set_open(not open_),
        icon=ft.Icons.EXPAND_LESS if open_ else ft.Icons.EXPAND_MORE,
    )
    rows = [layout.keyed(opener, closable.opener)]
    if open_:
        rows.append(layout.live(layout.card(layout.stack([_explained(term) for term in terms], 12))))
    return layout.lines(rows)


def _explained(term: Term) -> ft.Control:
    return layout.merged([text.strong(term.name), text.body(term.explanation)])
