"""The open profile: its name, its lock, when it locks by itself, its recovery code, its end."""

from __future__ import annotations

from dataclasses import replace

import flet as ft

from i18n import Words, problems
from screens import routes
from screens.aloud import when_asked
from screens.components import button, text
from screens.components.caption import FieldWords
from screens.components.choice_field import Choice, ChoiceField, SeveralField
from screens.components.error_summary import WrongField
from screens.components.frame import screen
from screens.components.spot import spot
from screens.components.text_field import TextField
from screens.context import Handler, start, use_actions, use_box, use_guard, use_news, use_ui
from screens.correction import use_correction
from screens.corrections import use_corrections
from screens.profiles.lock_part import (
    NONE,
    PRESENT,
    LockPart,
    present_secret,
    secret_name,
    use_lock_choice,
)
from services.errors import WrongSecretError
from services.models.locking import LOCK_AFTER, LockSettings
from services.models.person import Profile

_NEVER, _HIDDEN, _NAME = "never", "hidden", "name"


@ft.component
def ThisProfile() -> ft.View:
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t, settings = ui.words, ui.lock_settings
    profile = ui.profile or Profile("", "")

    def change(settings: LockSettings) -> None:
        start(guard(lambda: actions.profiles.change_settings(settings)))

    def after(value: str) -> None:
        change(replace(ui.lock_settings, after_minutes=None if value == _NEVER else int(value)))

    def go(route: str) -> Handler:
        return guard(lambda: actions.go(route))

    content: list[ft.Control] = [
        when_asked(text.body(t("Name: {name}", name=t.isolate(profile.name)))),
        button.secondary(t("Change the name"), go(routes.RENAME)),
        text.heading(t("Lock"), 2),
        text.body(_lock_words(profile, t)),
        button.secondary(t("Change the lock"), go(routes.CHANGE_LOCK)),
        ChoiceField(
            FieldWords(t("Lock by itself"), t("When nothing is done for so long. You are told before.")),
            [
                *(
                    Choice(str(minutes), t.n("After {count} minute", "After {count} minutes", minutes))
                    for minutes in LOCK_AFTER
                ),
                Choice(_NEVER, t("Never")),
            ],
            _NEVER if settings.after_minutes is None else str(settings.after_minutes),
            after,
        ),
        SeveralField(
            FieldWords(t("Also")),
            [Choice(_HIDDEN, t("Lock at once when Qarib is no more in sight"))],
            [_HIDDEN] if settings.when_hidden else [],
            lambda values: change(replace(ui.lock_settings, when_hidden=_HIDDEN in values)),
        ),
        text.heading(t("Recovery code"), 2),
        text.body(_code_words(profile, settings, t)),
        button.secondary(t("Make a recovery code"), go(routes.RECOVERY_CODE)),
        text.heading(t("My data"), 2),
        text.body(t("All of it in one locked file, for example for another device.")),
        button.secondary(t("Take my data along"), go(routes.TAKE_ALONG)),
        button.secondary(t("Bring data in"), go(routes.BRING_IN)),
        text.heading(t("End"), 2),
        button.secondary(t("Erase this profile"), go(routes.erase(profile.id))),
    ]
    return screen(t("My profile and its lock"), content, back=routes.ME)


def _lock_words(profile: Profile, t: Words) -> str:
    match profile.lock:
        case "pin":
            return t("It opens with a PIN.")
        case "passphrase":
            return t("It opens with a passphrase.")
    return t("This profile opens without a code.")


def _code_words(profile: Profile, settings: LockSettings, t: Words) -> str:
    if not profile.has_code:
        return t("There is none yet.")
    return t("You noted it.") if settings.code_noted else t("You have not noted it yet.")


@ft.component
def Rename() -> ft.View:
    ui, actions, guard, news = use_ui(), use_actions(), use_guard(), use_news()
    t = ui.words
    before = ui.profile.name if ui.profile else ""
    name = use_box(before)
    error, set_error = use_correction(_NAME)

    async def rename() -> None:
        if not name.value.strip():
            set_error(t("Enter a name for this profile. For example: Amina."))
            return
        await actions.profiles.rename(name.value.strip())
        actions.go(routes.PROFILE)
        news.say(t("The name is changed."), routes.PROFILE)

    words = FieldWords(t("Name of the profile"), t("It is the only thing others see on this device."), error)
    content: list[ft.Control] = [
        spot(TextField(words, before, name.keep, on_submit=guard(rename)), _NAME),
        button.primary(t("Change the name"), guard(rename)),
    ]
    return screen(t("Change the name"), content, back=routes.PROFILE)


@ft.component
def ChangeLock() -> ft.View:
    ui, actions, guard, news = use_ui(), use_actions(), use_guard(), use_news()
    t = ui.words
    profile = ui.profile or Profile("", "")
    present, choice, corrections = use_box(""), use_lock_choice(profile.lock), use_corrections()

    async def change() -> None:
        wrong = choice.wrong(actions, t)
        if profile.lock != NONE and not present.value:
            wrong = [
                WrongField(PRESENT, _present(profile, t), t("Write what the profile opens with now.")),
                *wrong,
            ]
        corrections.tell(wrong)
        if wrong:
            return
        try:
            await actions.profiles.change_lock(present.value or None, choice.lock())
        except WrongSecretError as error:
            advice = problems.describe_wrong(error, profile.lock, t).in_one_line
            corrections.tell([WrongField(PRESENT, _present(profile, t), advice)])
            return
        actions.go(routes.PROFILE)
        news.say(t("The lock is changed."), routes.PROFILE)

    content: list[ft.Control] = [
        *corrections.summary,
        *present_secret(profile, present, corrections, t),
        LockPart(choice, corrections),
        button.primary(t("Change the lock"), guard(change)),
    ]
    return screen(t("Change the lock"), content, back=routes.PROFILE)


def _present(profile: Profile, t: Words) -> str:
    return secret_name(profile.lock, t)
