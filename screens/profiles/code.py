"""The recovery code, shown once; and making another one."""

from __future__ import annotations

import flet as ft

from i18n import Words, problems
from screens import routes
from screens.aloud import Passage, never
from screens.components import button, layout, text
from screens.components.error_summary import WrongField
from screens.components.frame import screen
from screens.components.notice import Tone, notice
from screens.context import use_actions, use_box, use_guard, use_news, use_ui, use_value
from screens.corrections import use_corrections
from screens.profiles.lock_part import PRESENT, present_secret, secret_name
from services.errors import WrongSecretError


@ft.component
def ShowCode(code: str) -> ft.View:
    """Show the recovery code, only while the profile is open.

    A lock meanwhile takes it away, and another can be made later.
    """
    ui, actions, guard, news = use_ui(), use_actions(), use_guard(), use_news()
    t = ui.words

    if not ui.profile:
        return screen("", [], header=False)

    async def note() -> None:
        await actions.profiles.noted()
        actions.go(routes.HOME)

    def later() -> None:
        actions.go(routes.HOME)
        news.say(t("You can make another recovery code at any time."), routes.HOME)

    # Not guarded: a guarded handler begins by clearing the news.
    read = button.secondary(
        t("Read the code aloud"),
        lambda _: actions.voice.say([Passage(_spoken(code, t))]),
        icon=ft.Icons.VOLUME_UP,
    )
    content: list[ft.Control] = [
        text.body(
            t("With this code you open the profile if you forget how. It also helps if the device is reset.")
        ),
        never(layout.card(layout.group(_spoken(code, t), layout.silent(_groups(code, t))), soft=True)),
        *([read] if ui.comfort.speaks else []),
        notice(
            t("Write it on paper. It is shown only now."),
            lines=[t("Keep it away from this device. Who has it can open the profile.")],
            tone=Tone.ATTENTION,
        ),
        button.primary(t("I have noted it"), guard(note)),
        button.secondary(t("Later"), guard(later)),
    ]
    return screen(t("Your recovery code"), content)


def _groups(code: str, t: Words) -> ft.Control:
    """Write the code in groups, left to right as it is typed."""
    return text.large(t.ltr("   ".join(code.split("-"))))


def _spoken(code: str, t: Words) -> str:
    """Sign by sign, a rest between the groups, each with its number."""
    groups = [
        t("Group {number}: {signs}", number=number, signs=" ".join(group))
        for number, group in enumerate(code.split("-"), 1)
    ]
    return ". ".join(groups)


@ft.component
def NewCode() -> ft.View:
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t, profile = ui.words, ui.profile
    secret, corrections = use_box(""), use_corrections()
    code, set_code = use_value("")

    async def make() -> None:
        try:
            set_code(await actions.profiles.new_code(secret.value or None))
        except WrongSecretError as error:
            lock = profile.lock if profile else ""
            advice = problems.describe_wrong(error, lock, t).in_one_line
            corrections.tell([WrongField(PRESENT, secret_name(lock, t), advice)])

    if code:
        shown: ft.View = ShowCode(code)
        return shown
    has_code = profile is not None and profile.has_code
    content: list[ft.Control] = [
        *corrections.summary,
        text.body(
            t("With this code you open the profile if you forget how. It also helps if the device is reset.")
        ),
        *([text.body(t("The code that you have now opens nothing any more then."))] if has_code else []),
        *(present_secret(profile, secret, corrections, t) if profile else []),
        button.primary(t("Make a recovery code"), guard(make)),
    ]
    return screen(t("Recovery code"), content, back=routes.PROFILE)
