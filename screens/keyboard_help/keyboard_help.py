"""Which key does what: the shortcuts of Qarib, from their one table, and the keys that move about."""

from __future__ import annotations

import flet as ft

from screens import keys, routes
from screens.closing import use_closable
from screens.components import button, layout, text
from screens.components.frame import screen
from screens.components.notice import Tone, notice
from screens.context import use_actions, use_guard, use_ui


@ft.component
def KeyboardHelp() -> ft.View:
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t = ui.words
    back = ui.helped_from or routes.COMFORT
    use_closable(True, lambda: actions.go(back), enter=False)
    content: list[ft.Control] = []
    if not ui.comfort.shortcuts:
        content.append(
            notice(
                t("Keyboard shortcuts are switched off."),
                lines=[t("Only Escape works. You can switch the others on.")],
                tone=Tone.ATTENTION,
                actions=[button.secondary(t("Display and voice"), guard(lambda: actions.go(routes.COMFORT)))],
            )
        )
    shortcuts = [(keys.caption(each, t), keys.purpose(each.act, t)) for each in keys.SHORTCUTS]
    content += [text.heading(t("Shortcuts"), 2), _listed(shortcuts)]
    content += [text.heading(t("Moving about"), 2), _listed(keys.moves(t))]
    return screen(t("Keyboard"), content, back=back)


def _listed(rows: list[tuple[str, str]]) -> ft.Control:
    return layout.card(
        layout.stack([layout.merged([text.strong(key), text.body(does)]) for key, does in rows], 12)
    )
