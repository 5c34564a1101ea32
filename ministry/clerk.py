"""The demonstration's clerk, who works on every new case, so that a newcomer sees the whole chain.

received → in review → decided, one step each `clerk_seconds`. For the services in `ASKS_AGAIN`, a case with
papers first gets "please send this paper again"; once the person replied, it goes on. Everything is granted.
The clerk works through the agent's own desk, so nothing that it does is out of an agent's reach. It acts by the
injected clock and never sleeps in a step. It says French to a person who writes in Kabyle, until Kabyle words are
reviewed.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from ministry import clerk_words as words
from ministry.blobs import BlobStoreError
from ministry.cases import steps
from ministry.cases.desk import Desk, File
from ministry.cases.errors import DeskError
from ministry.cases.tables import Case, Message
from ministry.clock import SET_BACK
from ministry.context import Context
from ministry.pools import UNAVAILABLE

_log = logging.getLogger(__name__)

ASKS_AGAIN = frozenset({"medical_transport", "reimbursement"})
_LOOKS_PER_STEP = 4
_LONGEST_NAP = 0.5


class Clerk:
    """`work` does what is due by the context's clock; it never waits."""

    def __init__(self, context: Context, desk: Desk) -> None:
        self._context = context
        self._desk = desk
        self._step = timedelta(seconds=context.settings.clerk_seconds)

    async def work(self) -> int:
        """Return how many cases were taken a step further."""
        done = 0
        async with self._context.database.alone("clerk") as mine:
            for case_id in await self._due() if mine else []:
                try:
                    await self._work_on(case_id)
                    done += 1
                except DeskError as error:
                    # An agent was faster, or the letter cannot be set: the cases after it do not wait for that.
                    _tell(error)
        return done

    async def keep_working(self) -> None:
        """Work until cancelled."""
        nap = min(self._context.settings.clerk_seconds / _LOOKS_PER_STEP, _LONGEST_NAP)
        while True:
            try:
                await self.work()
            except (*UNAVAILABLE, BlobStoreError, OSError) as error:
                # A busy database, a full disk: it is looked at again.
                _tell(error)
            await asyncio.sleep(nap)

    async def _due(self) -> list[str]:
        now = self._context.clock()

        def is_due(at: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
            # What was written while the clock was wrong does not wait until that moment.
            return (at <= now - self._step) | (at > now + SET_BACK)

        is_unread = Message.sender == "person", Message.read_at.is_(None)
        to_answer = select(Case.id).join(Message, Message.case_id == Case.id).where(*is_unread)
        to_step = select(Case.id).where(Case.state.in_((steps.RECEIVED, steps.IN_REVIEW)))
        # Two look-ups, each by its index; as one with "or" they would read every case.
        query = to_step.where(is_due(Case.state_since)).union(to_answer.where(is_due(Case.updated_at)))
        async with self._context.database.look() as session:
            return list(await session.scalars(query))

    async def _work_on(self, case_id: str) -> None:
        file = await self._desk.open(case_id)
        language = file.request.language
        if any(message.sender == "person" and message.read_at is None for message in file.messages):
            await self._desk.read_messages(case_id)
            await self._desk.message(case_id, words.in_language(words.READ, language))
        elif file.case.state == steps.RECEIVED:
            await self._desk.review(case_id)
        elif paper := _to_send_again(file):
            await self._desk.ask(case_id, paper, words.in_language(words.CUT_OFF, language))
        else:
            await self._desk.message(case_id, words.in_language(words.GREETING, language))
            await self._desk.decide(case_id, "accepted", words.in_language(words.GRANTED, language))


def _tell(error: Exception) -> None:
    _log.warning("the clerk could not go on", extra={"error": type(error).__name__})


def _to_send_again(file: File) -> str | None:
    if file.request.service_id not in ASKS_AGAIN or file.asks or not file.papers:
        return None
    return file.papers[0].question_id
