"""One-time codes: asked for by number, good once, for some minutes and some tries.

A number that the fund does not know is treated alike in all that can be seen: the same answer, the same
work in the database, the same limit, a hint of its own; only no message leaves.

No code is kept: it follows from a random seed in the database and the server's secret outside of it.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from sqlalchemy import select

from ministry.audit import note
from ministry.auth.limits import Limits, code_turns
from ministry.auth.secret import ServerSecret
from ministry.auth.tables import Challenge, Person
from ministry.clock import Clock, is_valid
from ministry.database import Database, Session
from ministry.ids import new_id
from ministry.jobs import Queue, Work
from ministry.problems import Problem
from ministry.settings import Settings

State: TypeAlias = Literal["waiting", "sent", "failed"]
SEND_CODE = Work("send_code", Queue.SECONDS)
"""Done to a challenge."""
_SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Asked:
    challenge_id: str
    expires_at: datetime
    phone_hint: str


class Codes:
    def __init__(
        self,
        database: Database,
        secret: ServerSecret,
        settings: Settings,
        clock: Clock,
        fixed: str | None = None,
    ) -> None:
        """Take the parts; `fixed` is every code of the demonstration."""
        self._database = database
        self._secret = secret
        self._settings = settings
        self._clock = clock
        self._fixed = fixed
        self._limits = Limits(secret, settings)

    async def ask(self, number: str, address: bytes) -> Asked:
        """Have a new code sent.

        Raises `rate-limited` after too many for the number or from the address.
        """
        now = self._clock()
        challenge_id = new_id(now)
        number_digest = self._secret.digest("number", number)
        async with self._database.write(*code_turns(number_digest, address)) as session:
            await self._limits.forget_old(session, now)
            person = await session.scalar(select(Person).where(Person.number == number))
            person_id = person.id if person else None
            await self._limits.hold_codes(session, number_digest, address, person_id, now)
            challenge = Challenge(
                id=challenge_id,
                number_digest=number_digest,
                person_id=person_id,
                address_digest=address,
                code_seed=secrets.token_bytes(_SEED_BYTES),
                tries_left=self._settings.code_tries,
                asked_at=now,
                expires_at=now + self._settings.code_lifetime,
                sends_in_doubt=0,
            )
            session.add(challenge)
            await note(session, now, person_id, "askForCode", challenge_id)
            # For a number that is not known too: the answer must not take less time.
            await session.execute(SEND_CODE.wanted(challenge_id))
        phone = person.details["phone"] if person else None
        return Asked(challenge_id, challenge.expires_at, _hint(phone, number_digest))

    def code(self, challenge: Challenge) -> str:
        """Return the code, six digits."""
        digest = self._secret.digest("code", challenge.id, challenge.code_seed.hex())
        return self._fixed or f"{int.from_bytes(digest) % 10**6:06d}"

    async def state(self, challenge_id: str) -> State:
        """Return whether the message was sent.

        It follows from the time, too, so it holds where no worker runs jobs. Raises `not-found`.
        """
        async with self._database.look() as session:
            challenge = await session.get(Challenge, challenge_id)
        if challenge is None:
            raise Problem("not-found")
        if challenge.sent_at is not None:
            return "sent"
        return "waiting" if is_awaited(challenge, self._settings.code_wait, self._clock()) else "failed"

    async def redeem(self, session: Session, challenge_id: str, code: str) -> str | Problem:
        """Use up the code; return the person's id, or the problem.

        The problem is to be answered *after* `session` is committed, because a wrong try has to be counted durably.
        """
        lifetime = self._settings.code_lifetime
        challenge = await session.get(Challenge, challenge_id, with_for_update=True)
        if (
            challenge is None
            or challenge.tries_left <= 0
            or not is_valid(challenge.expires_at, lifetime, self._clock())
        ):
            person_id = challenge.person_id if challenge else None
            await note(session, self._clock(), person_id, "signIn", challenge_id, "code-expired")
            return Problem("code-expired")
        right = hmac.compare_digest(self.code(challenge).encode(), code.encode())
        if challenge.person_id is None or not right:
            challenge.tries_left -= 1
            await note(session, self._clock(), challenge.person_id, "signIn", challenge_id, "wrong-code")
            return Problem("wrong-code", extra={"tries_left": challenge.tries_left})
        # Kept without tries, not deleted: it still counts for the limit by the hour.
        challenge.tries_left = 0
        return challenge.person_id


def is_awaited(challenge: Challenge, wait: timedelta, now: datetime) -> bool:
    """True if a person still waits for a code they asked for."""
    return is_valid(challenge.asked_at + wait, wait, now)


def _hint(phone: str | None, number_digest: bytes) -> str:
    """Return the last two digits of the phone.

    Of an unknown number, two that stay the same.
    """
    last = phone[-2:] if phone else f"{number_digest[0] % 100:02d}"
    return f"•• •• •• •• {last}"
