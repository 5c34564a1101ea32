"""Language, sign-in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from screens.given import Challenge
from services.errors import MinistryError
from services.forms.identifiers import nss
from services.forms.problems import InputError
from services.forms.text import compact
from services.models.form import FieldProblem

if TYPE_CHECKING:
    from app.window import Window


class LanguageActions:
    def __init__(self, window: Window) -> None:
        self._window = window

    async def choose(self, language: str) -> None:
        await asyncio.to_thread(self._window.house.device.choose_language, language)
        self._window.speak(language)


class SignInActions:
    def __init__(self, window: Window) -> None:
        self._window = window
        self._challenge = ""

    def number_problem(self, number: str) -> FieldProblem | None:
        if not number.strip():
            return FieldProblem("number", "nss_length")
        try:
            nss(number)
        except InputError as error:
            return FieldProblem("number", error.code, params=error.params)
        return None

    async def ask_code(self, number: str) -> Challenge:
        sent = await self._window.profile.ministry.request_code(nss(number))
        self._challenge = sent.challenge_id
        return Challenge(phone_hint=sent.phone_hint, resend_after=sent.resend_after)

    async def code_state(self) -> str:
        try:
            return await self._window.profile.ministry.code_state(self._challenge)
        except MinistryError:
            return "waiting"

    async def enter_code(self, code: str) -> None:
        profile = self._window.profile
        await profile.ministry.sign_in(self._challenge, compact(code))
        await profile.signed_in_now()

    async def sign_out(self) -> None:
        await self._window.profile.sign_out()
