"""How things are sent from this profile: everything at once, or large papers only when the person says so."""

from __future__ import annotations

import flet as ft

from screens import routes
from screens.components import button, text
from screens.components.caption import FieldWords
from screens.components.choice_field import Choice, ChoiceField
from screens.components.frame import not_shown, screen
from screens.context import Handler, start, use_actions, use_changes, use_guard, use_loaded, use_words

_ALL, _SMALL = "all", "small"


@ft.component
def HowToSend() -> ft.View:
    t, actions, guard, changes = use_words(), use_actions(), use_guard(), use_changes()
    loaded = use_loaded(actions.requests.saves_data, [changes.requests])
    title = t("How to send")
    if loaded.value is None:
        return screen(title, not_shown(loaded, t("One moment…")), back=routes.REQUESTS)

    def choose(way: str) -> Handler:
        return guard(lambda: actions.requests.save_data(way == _SMALL))

    content: list[ft.Control] = [
        text.body(t("Photographs of papers can cost money on a mobile network.")),
        ChoiceField(
            FieldWords(t("What to send by itself")),
            [
                Choice(_ALL, t("Everything, as soon as there is a network")),
                Choice(
                    _SMALL, t("Large papers only when I say so"), t("What is small still goes by itself.")
                ),
            ],
            _SMALL if loaded.value else _ALL,
            lambda way: start(choose(way)),
        ),
        button.primary(t("Continue"), guard(lambda: actions.go(routes.REQUESTS))),
    ]
    return screen(title, content, back=routes.REQUESTS)
