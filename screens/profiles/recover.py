"""Opening a profile by its recovery code, with a new lock."""

from __future__ import annotations

from typing import Any, cast

import flet as ft

from i18n import problems
from screens import routes
from screens.components import button, text
from screens.components.caption import FieldWords
from screens.components.error_summary import WrongField
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.components.spot import spot
from screens.components.text_field import TextField
from screens.context import use_actions, use_box, use_changes, use_guard, use_loaded, use_news, use_ui
from screens.corrections import use_corrections
from screens.profiles.lock_part import PIN, LockPart, use_lock_choice
from services.errors import WrongRecoveryCodeError
from services.models.person import Profile

_CODE, _NAME = "code", "name"


@ft.component
def Recover() -> ft.View:
    ui, actions, guard, changes = use_ui(), use_actions(), use_guard(), use_changes()
    t, profile_id = ui.words, ft.use_route_params().get("profile_id", "")
    loaded = use_loaded(actions.profiles.all, [changes.profiles, profile_id])
    profile = next((each for each in loaded.value or [] if each.id == profile_id), None)
    title = t("Open with the recovery code")
    if profile is None:
        gone = notice(t("This profile is no longer on this device."), tone=Tone.ATTENTION)
        return screen(title, not_shown(loaded, t("One moment…"), gone), back=routes.PROFILES)
    if profile.damaged:
        damaged = notice(
            t("This profile cannot be opened. Its files are damaged or missing."),
            lines=[
                t("Nothing was deleted."),
                t("Put its files back from a backup, and it opens again."),
            ],
            tone=Tone.ATTENTION,
        )
        erase = guard(lambda: actions.go(routes.erase(profile_id)))
        ways = [damaged, button.link(t("Erase this profile"), erase)]
        return screen(t("A damaged profile"), ways, back=routes.PROFILES)
    if not profile.has_code:
        content: list[ft.Control] = [
            notice(
                t("No recovery code was made for this profile."),
                lines=[t("Without its PIN or passphrase nobody can open it.")],
                tone=Tone.ATTENTION,
            ),
            button.secondary(t("Erase this profile"), guard(lambda: actions.go(routes.erase(profile_id)))),
        ]
        return screen(title, content, back=routes.PROFILES)
    shown: ft.View = cast(Any, _Recover)(profile, key=profile.id)
    return shown


@ft.component
def _Recover(profile: Profile) -> ft.View:
    ui, actions, guard, news = use_ui(), use_actions(), use_guard(), use_news()
    t = ui.words
    code, name = use_box(""), use_box("")
    choice, corrections = use_lock_choice(PIN), use_corrections()

    async def recover() -> None:
        wrong = []
        if problem := actions.profiles.code_problem(code.value):
            wrong.append(WrongField(_CODE, t("Recovery code"), problems.describe(problem, t).in_one_line))
        if not (profile.name or name.value.strip()):
            advice = t("Enter a name for this profile. For example: Amina.")
            wrong.append(WrongField(_NAME, t("Name of the profile"), advice))
        wrong += choice.wrong(actions, t)
        corrections.tell(wrong)
        if wrong:
            return
        try:
            await actions.profiles.recover(profile.id, code.value, choice.lock(), name.value.strip())
        except WrongRecoveryCodeError as error:
            corrections.tell([WrongField(_CODE, t("Recovery code"), problems.describe(error, t).in_one_line)])
            return
        actions.go(routes.HOME)
        news.say(t("The profile is open again. From now on it opens as you chose."), routes.HOME)

    words = FieldWords(
        t("Recovery code"),
        t("28 signs from your paper. Spaces and capitals do not matter."),
        corrections.of(_CODE),
    )
    named = FieldWords(
        t("Name of the profile"), t("This device lost the name. Write it again."), corrections.of(_NAME)
    )
    content: list[ft.Control] = [
        *corrections.summary,
        text.body(t("Nothing of what you wrote is lost.")),
        spot(TextField(words, "", code.keep, latin=True), _CODE),
        *([] if profile.name else [spot(TextField(named, "", name.keep), _NAME)]),
        LockPart(choice, corrections),
        button.primary(t("Open the profile"), guard(recover)),
        button.link(t("Erase this profile"), guard(lambda: actions.go(routes.erase(profile.id)))),
    ]
    return screen(t("Open with the recovery code"), content, back=routes.PROFILES)
