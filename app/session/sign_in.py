"""Sign-in by a one-time code."""

from __future__ import annotations

from app.session.session import CurrentSession
from screens.given import AwaitedCode
from services.errors import MinistryError
from services.forms.identifiers import nss
from services.forms.problems import InputError
from services.forms.text import compact
from services.models.form import FieldProblem


class SignInActions:
    def __init__(self, session: CurrentSession) -> None:
        self._session = session
        self._challenge = ""

    def number_problem(self, number: str) -> FieldProblem | None:
        if not number.strip():
            return FieldProblem("number", "nss_length")
        try:
            nss(number)
        except InputError as error:
            return FieldProblem("number", error.code, params=error.params)
        return None

    async def ask_code(self, number: str) -> AwaitedCode:
        sent = await self._session().profile.ministry.request_code(nss(number))
        self._challenge = sent.challenge_id
        return AwaitedCode(phone_hint=sent.phone_hint, resend_after=sent.resend_after)

    async def code_state(self) -> str:
        try:
            return await self._session().profile.ministry.code_state(self._challenge)
        except MinistryError:
            return "waiting"

    async def enter_code(self, code: str) -> None:
        profile = self._session().profile
        await profile.ministry.sign_in(self._challenge, compact(code))
        await profile.signed_in_now()

    async def sign_out(self) -> None:
        await self._session().profile.account.end()
