"""Opening a profile that has a lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import flet as ft

from i18n import Words, problems
from screens import routes
from screens.components import button, layout
from screens.components.caption import FieldWords
from screens.components.countdown import Countdown
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.components.secret_field import SecretField
from screens.components.spot import spot
from screens.context import (
    Loaded,
    Status,
    use_actions,
    use_box,
    use_changes,
    use_guard,
    use_loaded,
    use_news,
    use_ui,
    use_value,
)
from screens.correction import use_correction
from screens.profiles.lock_part import PIN, SECRET, secret_name
from services.errors import QaribError, TooManyTriesError, WrongSecretError
from services.models.person import Profile


@ft.component
def Unlock() -> ft.View:
    ui, actions, changes = use_ui(), use_actions(), use_changes()
    t, profile_id = ui.words, ft.use_route_params().get("profile_id", "")
    loaded = use_loaded(actions.profiles.all, [changes.profiles, profile_id])
    profile = next((each for each in loaded.value or [] if each.id == profile_id), None)
    if profile is None:
        return screen(
            t("Open the profile"), not_shown(loaded, t("One moment…"), _gone(t)), back=routes.PROFILES
        )
    shown: ft.View = cast(Any, _Unlock)(profile, key=profile.id)
    return shown


def _gone(t: Words) -> ft.Control:
    return notice(t("This profile is no longer on this device."), tone=Tone.ATTENTION)


@ft.component
def _Unlock(profile: Profile) -> ft.View:
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t = ui.words
    turn, set_turn = use_value(0)
    wait: Loaded[float] = use_loaded(lambda: actions.profiles.wait(profile.id), [turn])

    def again() -> None:
        """Something changed about the waiting."""
        set_turn(lambda before: before + 1)

    content: list[ft.Control]
    if wait.status is Status.LOADING and wait.value is None:
        content = not_shown(wait, t("One moment…"))
    elif wait.value:
        said = problems.describe("too-many-tries", t)
        content = [
            notice(said.title, lines=[said.text], tone=Tone.ATTENTION, live=True),
            layout.keyed(_Wait(profile.id, wait.value, again), f"wait-{turn}"),
        ]
    else:
        content = [layout.keyed(_Ask(profile, again), "ask")]
    forgotten = guard(lambda: actions.go(routes.recover(profile.id)))
    content.append(button.link(t("I cannot open it any more"), forgotten))
    named = t("Open the profile {name}", name=t.isolate(profile.name))
    title = named if profile.name else t("Open the profile")
    return screen(title, content, back=routes.PROFILES, personal_title=True)


@ft.component
def _Ask(profile: Profile, refused: Callable[[], None]) -> ft.Control:
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t = ui.words
    typed = use_box("")
    error, set_error = use_correction(SECRET)

    async def enter() -> None:
        if not typed.value:
            set_error(t("Write the PIN first.") if profile.lock == PIN else t("Write the passphrase first."))
            return
        try:
            await actions.profiles.open(profile.id, typed.value)
        except TooManyTriesError:
            refused()
        except WrongSecretError as wrong:
            set_error(problems.describe_wrong(wrong, profile.lock, t).in_one_line)
            if wrong.wait:
                refused()
        else:
            actions.go(routes.HOME)

    words = FieldWords(secret_name(profile.lock, t), error=error)
    field = SecretField(words, typed.keep, numeric=profile.lock == PIN, on_submit=guard(enter))
    return layout.stack([spot(field, SECRET), button.primary(t("Open the profile"), guard(enter))], 20)


@ft.component
def _Wait(profile_id: str, seconds: float, ended: Callable[[], None]) -> ft.Control:
    ui, actions, news = use_ui(), use_actions(), use_news()

    async def look() -> float:
        try:
            return await actions.profiles.wait(profile_id)
        except QaribError as problem:
            news.problem = problem
            return 0.0

    def over() -> None:
        news.say(ui.words("You can try again now."))
        ended()

    counting: ft.Control = Countdown(seconds, look, over)
    return counting
