"""The job that sends a code: never once it is known to have left, once more where nobody knows."""

from __future__ import annotations

from ministry.audit import note
from ministry.auth.codes import SEND_CODE, Codes, is_awaited
from ministry.auth.sending import CodeSender, InDoubtError, NotTakenError
from ministry.auth.tables import Challenge, Person
from ministry.context import Context
from ministry.jobs import Jobs

_MOST_IN_DOUBT = 2


class NotSentError(Exception):
    """The code was not sent in time, or nobody knows for the second time whether it was."""


class CodeDelivery:
    """The job of sending a code. Before it leaves, it is noted that it may: a killed process leaves that trace."""

    def __init__(self, context: Context, codes: Codes, sender: CodeSender, jobs: Jobs) -> None:
        self._context = context
        self._codes = codes
        self._sender = sender
        jobs.add(SEND_CODE, self.send, retried=(NotTakenError, InDoubtError))

    async def send(self, challenge_id: str) -> None:
        """Send a code.

        Raises `NotTakenError` and `InDoubtError`, after which it is to be tried again, and `NotSentError`.
        """
        begun = await self._begin(challenge_id)
        if begun is None:
            return
        try:
            await self._sender.send(challenge_id, *begun)
        except NotTakenError:
            async with self._context.database.write() as session:
                challenge = await session.get_one(Challenge, challenge_id, with_for_update=True)
                challenge.sends_in_doubt -= 1
            raise
        except InDoubtError:
            async with self._context.database.write() as session:
                await note(session, self._context.clock(), None, "sendCode", challenge_id, "in-doubt")
            raise
        async with self._context.database.write() as session:
            challenge = await session.get_one(Challenge, challenge_id, with_for_update=True)
            challenge.sent_at, challenge.sends_in_doubt = self._context.clock(), 0
            await note(session, challenge.sent_at, None, "sendCode", challenge_id)

    async def _begin(self, challenge_id: str) -> tuple[str | None, str] | None:
        """Return phone and code of what is to be sent now.

        None where nothing is.
        """
        now = self._context.clock()
        async with self._context.database.write() as session:
            challenge = await session.get(Challenge, challenge_id, with_for_update=True)
            if challenge is None or challenge.sent_at is not None:
                return None
            wait = self._context.settings.code_wait
            is_over = challenge.sends_in_doubt >= _MOST_IN_DOUBT or not is_awaited(challenge, wait, now)
            if is_over:
                await note(session, now, None, "sendCode", challenge_id, "not-sent")
            else:
                challenge.sends_in_doubt += 1
                person = await session.get(Person, challenge.person_id) if challenge.person_id else None
        if is_over:
            raise NotSentError
        return (person.details["phone"] if person else None), self._codes.code(challenge)
