"""What to know of this device, on home: what came unsent, what was damaged, what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from i18n import Words
from screens import routes
from screens.components import button
from screens.components.notice import Tone, notice
from screens.context import Handler
from screens.ports import Actions
from screens.state import Ui


def device_notices(
    ui: Ui, actions: Actions, guard: Callable[[Callable[..., Any]], Handler]
) -> list[ft.Control]:
    """Show what to know of this device, the gravest first."""
    t, notices = ui.words, list[ft.Control]()
    if ui.repaired:
        lines = [t("What could be read was kept. Please look at your drafts and requests.")]
        notices.append(notice(t("What is kept here was damaged."), lines=lines, tone=Tone.ATTENTION))
    if ui.profile and ui.profile.lock != "none" and not ui.lock_settings.code_noted:
        lines = [t("Without it, a forgotten PIN or passphrase costs you your drafts.")]
        make_code = guard(lambda: actions.go(routes.RECOVERY_CODE))
        ways = [button.secondary(t("Make a recovery code"), make_code)]
        notices.append(notice(t("Note a recovery code."), lines=lines, tone=Tone.ATTENTION, actions=ways))
    if not ui.online:
        lines = [t("You can write. What you send leaves when the network is back.")]
        no_network = t("No network at the moment.")
        notices.append(notice(no_network, lines=lines, tone=Tone.ATTENTION, icon=ft.Icons.WIFI_OFF))
    return notices


def held_notice(count: int, send: Handler, t: Words) -> ft.Control:
    """Ask about what came unsent with an archive.

    The other device may have sent it.
    """
    title = t.n(
        "{count} thing from your archive was not sent from this device yet. Send it?",
        "{count} things from your archive were not sent from this device yet. Send them?",
        count,
    )
    lines = [t("The other device may have sent it. Sent from both, it still arrives once.")]
    return notice(
        title, lines=lines, tone=Tone.ATTENTION, actions=[button.secondary(t("Send from this device"), send)]
    )
