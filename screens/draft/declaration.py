"""What becomes of a person's data (law 18-07), what they declare, and the sending that needs it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft

from i18n import Words
from screens.catalogue import facts
from screens.components import button, layout, text
from screens.components.caption import FieldWords
from screens.components.choice_field import Choice, SeveralField
from screens.context import use_actions, use_changes, use_guard, use_loaded, use_ui, use_value
from screens.focus import use_focus
from services.models.catalogue import Catalogue, Service

_SPOT = "declaration"
_TRUE = "true"


@ft.component
def Sending(service: Service, send: Callable[[], Awaitable[None]], is_ready: bool) -> ft.Control:
    """Send once the declaration is ticked.

    `is_ready` if the answers can be sent.
    """
    ui, actions, guard, focus = use_ui(), use_actions(), use_guard(), use_focus()
    t = ui.words
    catalogue = use_loaded(actions.services.load, [use_changes().catalogue])
    declared, set_declared = use_value(False)
    missing, set_missing = use_value(False)

    async def declared_and_sent() -> None:
        set_missing(not declared)
        await (send() if declared else focus.to(_SPOT))

    content = _data_notice(service, catalogue.value, t, simple=ui.comfort.simple)
    content.append(_declaration(declared, missing and not declared, set_declared, t))
    if not is_ready:
        content.append(text.body(t("Put these answers right, then send.")))
    content.append(button.primary(t("Send the request"), guard(declared_and_sent), disabled=not is_ready))
    return layout.stack(content, 20)


def _declaration(is_made: bool, missing: bool, make: Callable[[bool], None], t: Words) -> ft.Control:
    """Ask the person to declare that the answers are true."""
    error = t("Tick the declaration to send the request.") if missing else ""
    said = Choice(_TRUE, t("I declare on my honour that the information in this request is true."))
    words = FieldWords(t("Your declaration"), error=error)
    field: ft.Control = SeveralField(
        words, [said], [_TRUE] if is_made else [], lambda chosen: make(bool(chosen))
    )
    return layout.keyed(field, _SPOT)


def _data_notice(
    service: Service, catalogue: Catalogue | None, t: Words, *, simple: bool
) -> list[ft.Control]:
    """Say who receives the answers, for what, and the rights over them."""
    purpose = text.secondary(t("The agency receives your answers and papers to examine this request."))
    if simple:
        return [purpose]
    lines = [text.heading(t("Your personal data"), 2), purpose]
    names = facts.agency_names(service, catalogue, t) if catalogue else ""
    if names:
        lines.append(text.secondary(t("Recipient: {agency}", agency=names)))
    lines += [
        text.secondary(t("You can ask to see your data and to have them corrected.")),
        text.secondary(t("Source: {source}", source=t("law 18-07 on the protection of personal data"))),
        facts.to_confirm(t),
    ]
    return [layout.stack(lines)]
