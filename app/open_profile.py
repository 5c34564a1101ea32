"""Everything that belongs to one open profile: its records, its sign-in, and what works for it."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from app.later import Later
from app.logs import note_end
from app.looking import Looking
from app.sending import outbox_of
from app.tidying import tidy
from services.api.tokens import VaultTokenStore
from services.case_sync import CaseSync
from services.cases import CaseRepository
from services.comfort import ComfortRepository
from services.document_repository import DocumentRepository
from services.drafts import KIND as DRAFT
from services.drafts import DraftRepository
from services.errors import AuthenticationError, DamagedRecordError, MinistryError, VaultError
from services.locking import LockSettingsRepository
from services.messages import MessageRepository
from services.models.change import Change
from services.models.comfort import Comfort
from services.models.contract import ProblemType
from services.models.locking import LockSettings
from services.models.outbox import Sending, SendState
from services.models.person import Person, Profile
from services.models.request import Draft
from services.models.unsent import Unsent
from services.outbox.choice import SendingChoiceRepository
from services.outbox.connectivity import ConnectivityMonitor
from services.outbox.policy import tells_reach
from services.people import PersonRepository
from services.replies import ReplyRepository
from services.requests import RequestRepository
from services.saver import Saver
from services.unsent import UnsentRepository
from services.vault import Vault

if TYPE_CHECKING:
    from app.house import House
    from screens.given import OpenDraft


T = TypeVar("T")
log = logging.getLogger("qarib.profile")

_OVERTAKEN = frozenset({ProblemType.CASE_DECIDED, ProblemType.CONFLICT})
"""Refusals that say that more has happened than is known here."""


class OpenProfile:
    """Belongs to the event loop on which it was started. Repositories block: call them off the loop."""

    def __init__(self, vault: Vault, house: House) -> None:
        clock, loop = house.clock, asyncio.get_running_loop()

        def on_loop(call: Callable[..., None], *arguments: object) -> None:
            loop.call_soon_threadsafe(call, *arguments)

        self._house = house
        self.vault = vault
        self.profile: Profile = vault.profile
        self.person: Person | None = None
        self.signed_in = False
        self.drafts = DraftRepository(vault)
        self.unsent = UnsentRepository(vault)
        self.saver = Saver[Draft | Unsent](
            self._save,
            on_error=lambda error: on_loop(house.listeners.on_problem, error),
            on_saved=lambda saved: on_loop(house.listeners.on_change, _changed(saved)),
            later=Later(),
        )
        self.requests = RequestRepository(vault, clock)
        self.documents = DocumentRepository(vault, clock)
        self.messages = MessageRepository(vault, clock)
        self.replies = ReplyRepository(vault, clock)
        self.cases = CaseRepository(vault, self.messages)
        self.people = PersonRepository(vault)
        self.comforts = ComfortRepository(vault)
        self.comfort: Comfort | None = None
        self.sending_choice = SendingChoiceRepository(vault)
        self.lockings = LockSettingsRepository(vault)
        self._locking: LockSettings | None = None
        self.ministry = house.connect(VaultTokenStore(vault))
        self.case_sync = CaseSync(self.ministry, self.cases, self.messages)
        rng = random.SystemRandom().random
        self.monitor = ConnectivityMonitor(
            self.ministry.is_reachable,
            self._waits,
            rng=rng,
            on_back=self._on_back,
            on_change=house.listeners.on_online,
        )
        self.outbox = outbox_of(
            vault,
            self.ministry,
            self.documents,
            self.sending_choice,
            clock=clock,
            rng=rng,
            on_change=self._on_sending,
            on_reached=self.monitor.report,
        )
        self.opened_drafts: dict[str, OpenDraft] = {}
        """Drafts that are open in some window: all windows write into the same."""
        self.looking = Looking(self.cases, self._look)
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def start(cls, vault: Vault, house: House) -> OpenProfile:
        """Open what is kept, then begin to send and to follow. Raises `VaultError`, the store closed."""
        opened = cls(vault, house)
        async with AsyncExitStack() as undo:
            undo.push_async_callback(opened.close)
            await opened._read()
            undo.pop_all()
        works = (opened.outbox.run(), opened.monitor.run(), opened.looking.run(), house.renew_catalogue())
        tidying = tidy(
            opened.vault, opened.drafts, opened.cases, opened.documents, house.listeners.on_repaired
        )
        opened._tasks = [asyncio.create_task(work) for work in (*works, tidying)]
        for task in opened._tasks:
            task.add_done_callback(partial(note_end, log))
        return opened

    async def _read(self) -> None:
        # None of them is a reason to keep a person out: the ministry tells the first again, the others are chosen.
        self.person = await _readable(self.people.get)
        self.comfort = await _readable(self.comforts.get)
        self._locking = await _readable(self.lockings.get)
        self.signed_in = await self.ministry.is_signed_in()

    @property
    def locking(self) -> LockSettings:
        """What was chosen, else what is usual: a profile without a lock does not close by itself."""
        if self._locking is not None:
            return self._locking
        return LockSettings() if self.profile.lock != "none" else LockSettings(after_minutes=None)

    def keep_locking(self, settings: LockSettings) -> None:
        """Blocks. Raises `StorageFullError`."""
        self.lockings.keep(settings)
        self._locking = settings

    def _save(self, written: Draft | Unsent) -> None:
        if isinstance(written, Draft):
            self.drafts.save(written)
        else:
            self.unsent.save(written)

    async def close(self) -> None:
        """Write what is unwritten, stop what works, close the store."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            await asyncio.to_thread(self.saver.close)
        finally:
            await self.ministry.aclose()
            await asyncio.to_thread(self.vault.close)

    async def signed_in_now(self) -> None:
        """After a sign-in: learn who the person is, send what waited for it, fetch their cases.

        Raises `StorageFullError`. Where the ministry cannot be reached, the next look learns who it is.
        """
        self.signed_in, self.person = True, None
        self.outbox.wake_signed_in()
        try:
            await self._learn_person()
        except MinistryError:
            self._house.listeners.on_signed_in(self.signed_in)
        self.look()

    async def sign_out(self) -> None:
        """Ends the sign-in here whatever the network says; the ministry learns of it if it can be reached."""
        self.signed_in = False
        await self.ministry.sign_out()
        self._house.listeners.on_signed_in(False)

    def look(self) -> None:
        """Ask for the cases now rather than at the next turn."""
        self.looking.now()

    async def refresh_cases(self, case_id: str | None = None) -> None:
        """Raises `MinistryError`, `VaultError`."""
        change = await self._ask(self.case_sync.sync(case_id) if case_id else self.case_sync.sync_all())
        if change:
            self._house.listeners.on_change(change)
        if papers := await self.case_sync.fetch_papers():
            self._house.listeners.on_change(papers)

    async def _learn_person(self) -> None:
        self.person = await self._ask(self.ministry.person())
        self._house.listeners.on_signed_in(True)
        await asyncio.to_thread(self.people.keep, self.person)

    async def _ask(self, asking: Awaitable[T]) -> T:
        """What the ministry answers to somebody who is signed in, or notice that they are not any more."""
        try:
            answer = await asking
        except AuthenticationError:
            self._lost_sign_in()
            raise
        self.monitor.report(True)
        return answer

    async def _look(self) -> None:
        if not self.signed_in:
            return
        try:
            if self.person is None:
                await self._learn_person()
            await self.refresh_cases()
        except MinistryError as error:
            # Nothing to tell: the cases shown are the ones kept, and the next turn comes.
            if (reached := tells_reach(error)) is not None:
                self.monitor.report(reached)
        except VaultError as error:
            self._house.listeners.on_problem(error)

    def _lost_sign_in(self) -> None:
        if self.signed_in:
            self.signed_in = False
            self._house.listeners.on_signed_in(False)

    def _on_sending(self, sending: Sending) -> None:
        self._house.listeners.on_sending(sending)
        if sending.state is SendState.NEEDS_SIGN_IN:
            self._lost_sign_in()
        if sending.state is SendState.NEEDS_ATTENTION and sending.problem in _OVERTAKEN:
            self.look()  # what overtook it is at the ministry
        if sending.state is SendState.SENT:
            self._house.listeners.on_change(Change.of((sending.kind, sending.id)))
            self.look()

    def _on_back(self) -> None:
        self.outbox.wake()
        self.look()

    async def _waits(self) -> bool:
        waiting = (SendState.WAITING, SendState.SENDING)
        return await asyncio.to_thread(self.vault.next_due, waiting) is not None


async def _readable(get: Callable[[], T | None]) -> T | None:
    """None also for what is damaged."""
    try:
        return await asyncio.to_thread(get)
    except DamagedRecordError:
        return None


def _changed(saved: list[Draft | Unsent]) -> Change:
    """What others show of it: of a message or a reply that is being written, nothing."""
    return Change.of(*((DRAFT, each.id) for each in saved if isinstance(each, Draft)))
