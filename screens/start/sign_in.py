"""Sign-in with a one-time code: nothing to memorise, paste allowed (WCAG 3.3.8)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import flet as ft

from i18n.field_problems import describe_field
from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.caption import FieldWords
from screens.components.frame import screen
from screens.components.spot import spot
from screens.components.text_field import TextField
from screens.context import use_actions, use_box, use_guard, use_news, use_ui, use_value
from screens.correction import use_correction
from screens.given import Challenge

_NONE: Challenge | None = None

OnChallenge = Callable[[Challenge | None], None]


@ft.component
def SignIn() -> ft.View:
    challenge, set_challenge = use_value(_NONE)
    return _Code(challenge, set_challenge) if challenge else _Number(set_challenge)


@ft.component
def _Number(on_challenge: OnChallenge) -> ft.View:
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t = ui.words
    number = use_box("")
    error, set_error = use_correction("number")

    def typed(value: str) -> None:
        number.value = value

    async def ask() -> None:
        problem = actions.sign_in.number_problem(number.value)
        set_error(describe_field(problem, t) if problem else "")
        if problem is None:
            on_challenge(await actions.sign_in.ask_code(number.value))

    return screen(
        t("Sign in"),
        [
            text.body(t("The fund sends a code to the phone that it knows.")),
            spot(
                TextField(
                    FieldWords(
                        t("Social security number"),
                        t("Twelve digits. They are on your Chifa card."),
                        error,
                    ),
                    number.value,
                    typed,
                    numeric=True,
                    latin=True,
                    on_submit=guard(ask),
                ),
                "number",
            ),
            button.primary(t("Send me a code"), guard(ask)),
            text.secondary(t("You can also write a request first. Sign in when you send it.")),
        ],
        back=routes.HOME,
    )


@ft.component
def _Code(challenge: Challenge, on_challenge: OnChallenge) -> ft.View:
    ui, actions, guard, news = use_ui(), use_actions(), use_guard(), use_news()
    t = ui.words
    code = use_box("")
    error, set_error = use_correction("code")
    failed, set_failed = use_value(False)
    gone = use_box(False)

    async def follow() -> None:
        """Follow the message until it left, failed, or the screen closes."""
        state = "waiting"
        while state == "waiting":
            await asyncio.sleep(challenge.resend_after)
            if gone.value:
                return
            state = await actions.sign_in.code_state()
        set_failed(state == "failed")

    def leave() -> None:
        gone.value = True

    ft.use_effect(follow, [], cleanup=leave)

    def typed(value: str) -> None:
        code.value = value

    async def enter() -> None:
        if not code.value.strip():
            set_error(t("Enter the code from the message. For example: 123456."))
            return
        set_error("")
        await actions.sign_in.enter_code(code.value.strip())
        actions.go(routes.HOME)
        news.say(t("You are signed in."), routes.HOME)

    def other_number() -> None:
        on_challenge(None)

    return screen(
        t("Enter the code"),
        [
            layout.live(text.body(t("The message could not be sent. Ask for another code later.")))
            if failed
            else when_asked(
                text.body(t("A message was sent to the phone {phone}.", phone=t.ltr(challenge.phone_hint)))
            ),
            spot(
                TextField(
                    FieldWords(t("Code"), t("The digits in the message."), error),
                    "",
                    typed,
                    numeric=True,
                    latin=True,
                    autofill=ft.AutofillHint.ONE_TIME_CODE,
                    on_submit=guard(enter),
                ),
                "code",
            ),
            button.primary(t("Sign in"), guard(enter)),
            button.secondary(t("No message? Start again"), guard(other_number)),
        ],
        back=routes.HOME,
    )
