"""Everything that belongs to one open profile: its records, its sign-in, and what works for it."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import TypeAlias, TypeVar

from app.logs import note_end
from app.session.account import Account
from app.session.case_poller import CasePoller
from app.session.delayed_jobs import DelayedJobs
from app.session.events import Events
from app.session.kept_catalogue import KeptCatalogue
from app.session.maintenance import tidy
from screens.given import OpenDraft
from services.api.client import MinistryClient
from services.api.tokens import TokenStore, VaultTokenStore
from services.case_sync import CaseSync
from services.cases import CaseRepository
from services.clock import Clock
from services.comfort import COMFORT
from services.document_repository import DocumentRepository
from services.drafts import KIND as DRAFT
from services.drafts import DraftRepository
from services.errors import DamagedRecordError, MinistryError, VaultError
from services.locking import LOCKING
from services.messages import MessageRepository
from services.models.change import Change
from services.models.comfort import Comfort
from services.models.contract import ProblemType
from services.models.locking import LockSettings
from services.models.outbox import Sending, SendingChoice, SendState
from services.models.person import Profile
from services.models.request import Draft
from services.models.unsent import Unsent
from services.outbox.choice import SENDING_CHOICE
from services.outbox.connectivity import ConnectivityMonitor
from services.outbox.means import Means, senders_of, syncs_of
from services.outbox.metered import DataSaver
from services.outbox.papers import PaperUploads
from services.outbox.policy import tells_reach
from services.outbox.worker import Outbox
from services.people import PersonRepository
from services.replies import ReplyRepository
from services.requests import RequestRepository
from services.saver import Saver
from services.single_record import SingleRecord
from services.unsent import UnsentRepository
from services.vault import Vault

T = TypeVar("T")
log = logging.getLogger("qarib.profile")

_OVERTAKEN = frozenset({ProblemType.CASE_DECIDED, ProblemType.CONFLICT})
"""Refusals that say that more has happened than is known here."""


Connect: TypeAlias = Callable[[TokenStore], MinistryClient]
"""Makes a client of the ministry that speaks for whom the tokens name."""


class OpenProfile:
    """An open profile on the event loop that started it. Repositories block: call them off the loop."""

    def __init__(self, vault: Vault, connect: Connect, events: Events, clock: Clock) -> None:
        loop = asyncio.get_running_loop()

        def on_loop(call: Callable[..., None], *arguments: object) -> None:
            loop.call_soon_threadsafe(call, *arguments)

        self._events = events
        self.vault = vault
        self.profile: Profile = vault.profile
        self.drafts = DraftRepository(vault)
        self.unsent = UnsentRepository(vault)
        self.saver = Saver[Draft | Unsent](
            self._save,
            on_error=lambda error: on_loop(events.on_problem, error),
            on_saved=lambda saved: on_loop(events.on_change, _changed(saved)),
            later=DelayedJobs(),
        )
        self.requests = RequestRepository(vault, clock)
        self.documents = DocumentRepository(vault, clock)
        self.messages = MessageRepository(vault, clock)
        self.replies = ReplyRepository(vault, clock)
        self.cases = CaseRepository(vault, self.messages)
        self.people = PersonRepository(vault)
        self.comforts = SingleRecord(vault, COMFORT, Comfort)
        self.comfort: Comfort | None = None
        self.sending_choice = SingleRecord(vault, SENDING_CHOICE, SendingChoice)
        self.lockings = SingleRecord(vault, LOCKING, LockSettings)
        self._locking: LockSettings | None = None
        self.ministry = connect(VaultTokenStore(vault))
        self.case_sync = CaseSync(self.ministry, self.cases, self.messages)
        rng = random.SystemRandom().random
        self.monitor = ConnectivityMonitor(
            self.ministry.is_reachable,
            self._waits,
            rng=rng,
            on_back=self._on_back,
            on_change=events.on_online,
        )
        self.account = Account(self.ministry, self.people, events, self.monitor.report)
        means = Means(vault, clock, PaperUploads(self.documents, self.ministry.uploader), self.ministry)
        self._syncs = syncs_of(vault.kinds, means)
        self.outbox = Outbox(
            vault,
            senders_of(vault.kinds, means),
            clock=clock,
            rng=rng,
            metered=DataSaver(vault, self.documents, self.sending_choice),
            on_change=self._on_sending,
            on_reached=self.monitor.report,
        )
        self.opened_drafts: dict[str, OpenDraft] = {}
        """Drafts that are open in some window: all windows write into the same."""
        self.poller = CasePoller(self.cases, self._look)
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def start(
        cls, vault: Vault, connect: Connect, events: Events, catalogue: KeptCatalogue, clock: Clock
    ) -> OpenProfile:
        """Open what is kept, then begin to send and to follow.

        Raises `VaultError`, the store closed.
        """
        opened = cls(vault, connect, events, clock)
        async with AsyncExitStack() as undo:
            undo.push_async_callback(opened.close)
            await opened._read()
            undo.pop_all()
        works = (opened.outbox.run(), opened.monitor.run(), opened.poller.run(), catalogue.renew())
        tidying = tidy(opened.vault, opened.drafts, opened.cases, opened.documents, events.on_repaired)
        opened._tasks = [asyncio.create_task(work) for work in (*works, tidying)]
        for task in opened._tasks:
            task.add_done_callback(partial(note_end, log))
        return opened

    async def _read(self) -> None:
        # None of them is a reason to keep a person out: the ministry tells the first again, the others are chosen.
        self.account.person = await _readable(self.people.get)
        self.comfort = await _readable(self.comforts.get)
        self._locking = await _readable(self.lockings.get)
        self.account.signed_in = await self.ministry.is_signed_in()

    @property
    def locking(self) -> LockSettings:
        """The chosen settings, else the usual.

        Without a lock, a profile does not close by itself.
        """
        if self._locking is not None:
            return self._locking
        return LockSettings() if self.profile.lock != "none" else LockSettings(after_minutes=None)

    def keep_locking(self, settings: LockSettings) -> None:
        """Keep the settings of the lock. Blocks. Raises `StorageFullError`."""
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
        """Begin after a sign-in: send, learn the person, fetch their cases.

        Raises `StorageFullError`.
        """
        self.outbox.wake_signed_in()
        await self.account.begin()
        self.poller.now()

    async def refresh_cases(self, case_id: str | None = None) -> None:
        """Fetch a case, or all. Raises `MinistryError` or `VaultError`."""
        asking = self.case_sync.sync(case_id) if case_id else self.case_sync.sync_all()
        change = await self.account.ask(asking)
        if change:
            self._events.on_change(change)
        if papers := await self.case_sync.fetch_papers():
            self._events.on_change(papers)

    async def refresh_own(self) -> None:
        """Bring what kinds bring by themselves. Raises `MinistryError`, `VaultError`."""
        for sync in self._syncs:
            if change := await self.account.ask(sync()):
                self._events.on_change(change)

    async def _look(self) -> None:
        if not self.account.signed_in:
            return
        try:
            if self.account.person is None:
                await self.account.learn_person()
            await self.refresh_cases()
            await self.refresh_own()
        except MinistryError as error:
            # Nothing to tell: the cases shown are the ones kept, and the next turn comes.
            if (reached := tells_reach(error)) is not None:
                self.monitor.report(reached)
        except VaultError as error:
            self._events.on_problem(error)

    def _on_sending(self, sending: Sending) -> None:
        self._events.on_sending(sending)
        if sending.state is SendState.NEEDS_SIGN_IN:
            self.account.lose()
        if sending.state is SendState.NEEDS_ATTENTION and sending.problem in _OVERTAKEN:
            self.poller.now()  # what overtook it is at the ministry
        if sending.state is SendState.SENT:
            self._events.on_change(Change.of((sending.kind, sending.id)))
            self.poller.now()

    def _on_back(self) -> None:
        self.outbox.wake()
        self.poller.now()

    async def _waits(self) -> bool:
        waiting = (SendState.WAITING, SendState.SENDING)
        return await asyncio.to_thread(self.vault.next_due, waiting) is not None


async def _readable(get: Callable[[], T | None]) -> T | None:
    """Return what is kept; None also for what is damaged."""
    try:
        return await asyncio.to_thread(get)
    except DamagedRecordError:
        return None


def _changed(saved: list[Draft | Unsent]) -> Change:
    """Return the change that saving makes for others.

    Of a message or a reply that is being written they show nothing.
    """
    return Change.of(*((DRAFT, each.id) for each in saved if isinstance(each, Draft)))
