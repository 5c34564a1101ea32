"""Erasing a profile: what goes for good, what the ministry still holds, and a tick before it happens (WCAG 3.3.4)."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.caption import FieldWords
from screens.components.choice_field import Choice, SeveralField
from screens.components.frame import screen
from screens.components.item import item
from screens.components.notice import Tone, notice
from screens.components.spot import spot
from screens.context import use_actions, use_changes, use_guard, use_loaded, use_news, use_ui, use_value
from screens.correction import use_correction
from screens.profile_ports import Holdings

_SURE = "sure"


@ft.component
def Erase() -> ft.View:
    ui, actions, guard, changes, news = use_ui(), use_actions(), use_guard(), use_changes(), use_news()
    t, profile_id = ui.words, ft.use_route_params().get("profile_id", "")
    is_open = ui.profile is not None and ui.profile.id == profile_id
    ticked, set_ticked = use_value(False)
    error, set_error = use_correction(_SURE)

    async def look() -> Holdings | None:
        return await actions.profiles.holdings() if is_open else None

    holdings = use_loaded(look, [is_open, changes.drafts, changes.requests])

    async def erase() -> None:
        if not ticked:
            set_error(t("Tick this first, if you are sure."))
            return
        await actions.profiles.erase(profile_id)
        if not is_open:  # else the window went there as the profile closed
            actions.go(routes.PROFILES)
        news.say(t("The profile is erased."), routes.PROFILES)

    content: list[ft.Control] = [
        notice(
            t("What is only on this device is gone for good."),
            lines=_lost(holdings.value, t),
            tone=Tone.ATTENTION,
        ),
        text.heading(t("What stays with the ministry"), 2),
        *_stays(holdings.value, t),
        spot(
            SeveralField(
                FieldWords(t("Are you sure?"), error=error),
                [Choice(_SURE, t("Yes, erase everything of this profile here"))],
                [_SURE] if ticked else [],
                lambda values: set_ticked(_SURE in values),
            ),
            _SURE,
        ),
        button.primary(t("Erase this profile"), guard(erase)),
    ]
    return screen(
        t("Erase this profile"), content, back=routes.PROFILE if is_open else routes.recover(profile_id)
    )


def _lost(holdings: Holdings | None, t: Words) -> list[str]:
    if holdings is None:
        return [t("Drafts, papers and requests that were not sent are lost.")]
    lines = [t.n("{count} draft", "{count} drafts", holdings.drafts)] if holdings.drafts else []
    if holdings.unsent:
        lines.append(
            t.n("{count} request that was not sent", "{count} requests that were not sent", holdings.unsent)
        )
    return [*lines, t("Your papers and messages on this device too.")]


def _stays(holdings: Holdings | None, t: Words) -> list[ft.Control]:
    stays: list[ft.Control] = [
        text.body(t("Requests that were received stay there. Sign in from any device to follow them."))
    ]
    if holdings is not None and holdings.references:
        references = [item([when_asked(text.body(t.reference(each)))]) for each in holdings.references]
        stays += [text.body(t("Note their references:")), layout.stack(references)]
    return stays
