"""Everything that belongs to one open profile: its records, its sign-in, and what works for it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from app.logs import where
from services.case_sync import CaseSync
from services.cases import CaseRepository, poll_interval
from services.comfort import ComfortRepository
from services.document_repository import DocumentRepository
from services.drafts import KIND as DRAFT
from services.drafts import DraftRepository
from services.errors import AuthenticationError, DamagedRecordError, MinistryError, VaultError
from services.messages import MESSAGE, MessageRepository
from services.ministry.tokens import VaultTokenStore
from services.models.change import Change
from services.models.comfort import Comfort
from services.models.outbox import Sending, SendState
from services.models.person import Person, Profile
from services.models.request import Draft
from services.models.unsent import Unsent
from services.outbox.connectivity import ConnectivityMonitor
from services.outbox.papers import PaperUploads
from services.outbox.policy import tells_reach
from services.outbox.senders import MessageSender, ReplySender, RequestSender
from services.outbox.worker import Outbox
from services.people import PersonRepository
from services.replies import REPLY, ReplyRepository
from services.requests import REQUEST, RequestRepository
from services.saver import Saver
from services.unsent import UnsentRepository
from services.uploads import Uploader
from services.vault import Vault

if TYPE_CHECKING:
    from app.house import House
    from screens.ports import OpenDraft


T = TypeVar("T")
log = logging.getLogger("qarib.profile")

CATALOGUE_SECONDS = 3600.0
"""Between two looks for a newer catalogue."""


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
        )
        self.requests = RequestRepository(vault, clock)
        self.documents = DocumentRepository(vault, clock)
        self.messages = MessageRepository(vault, clock)
        self.replies = ReplyRepository(vault, clock)
        self.cases = CaseRepository(vault, self.messages)
        self.people = PersonRepository(vault)
        self.comforts = ComfortRepository(vault)
        self.comfort: Comfort | None = None
        self.ministry = house.connect(VaultTokenStore(vault))
        self.case_sync = CaseSync(self.ministry, self.cases, self.messages)
        papers = PaperUploads(
            self.documents,
            Uploader(
                self.ministry.http, f"{house.settings.ministry}/v1/uploads", authorize=self.ministry.authorize
            ),
        )
        rng = random.SystemRandom().random
        self.outbox = Outbox(
            vault,
            {
                REQUEST: RequestSender(self.requests, papers, self.ministry),
                MESSAGE: MessageSender(self.messages, self.ministry),
                REPLY: ReplySender(self.replies, papers, self.ministry),
            },
            clock=clock,
            rng=rng,
            on_change=self._on_sending,
            on_reached=self._on_reached,
        )
        self.monitor = ConnectivityMonitor(
            self.ministry.is_reachable,
            self._waits,
            rng=rng,
            on_back=self._on_back,
            on_change=house.listeners.on_online,
        )
        self.opened_drafts: dict[str, OpenDraft] = {}
        """Drafts that are open in some window: all windows write into the same."""
        self.watched: set[str] = set()
        self._look_now = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def start(cls, vault: Vault, house: House) -> OpenProfile:
        """Open what is kept, then begin to send and to follow. Raises `VaultError`, the store closed."""
        opened = cls(vault, house)
        try:
            await opened._read()
        except BaseException:
            await opened.close()
            raise
        works = (opened.outbox.run(), opened.monitor.run(), opened._follow(), opened._renew_catalogue())
        opened._tasks = [asyncio.create_task(work) for work in works]
        for task in opened._tasks:
            task.add_done_callback(_note_end)
        return opened

    async def _read(self) -> None:
        try:
            self.person = await asyncio.to_thread(self.people.get)
        except DamagedRecordError:
            self.person = None  # a copy: the ministry tells it again
        try:
            self.comfort = await asyncio.to_thread(self.comforts.get)
        except DamagedRecordError:
            self.comfort = None  # chosen again in a moment; no reason to keep a person out
        self.signed_in = await self.ministry.is_signed_in()
        await asyncio.to_thread(self.documents.sweep)

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
        self._look_now.set()

    async def refresh_cases(self, case_id: str | None = None) -> None:
        """Raises `MinistryError`, `VaultError`."""
        change = await self._ask(self.case_sync.sync(case_id) if case_id else self.case_sync.sync_all())
        if change:
            self._house.listeners.on_change(change)

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

    async def _follow(self) -> None:
        """Look at the cases: often at the one that is open before the person, else now and then."""
        while True:
            # Before the look: what changes during it is looked at again.
            self._look_now.clear()
            if self.signed_in:
                await self._look()
            # Not `wait_for`: Python 3.11 loses a cancelling that meets the event, and closing never ends.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(await self._pause()):
                    await self._look_now.wait()

    async def _pause(self) -> float:
        """Seconds until the next look."""
        try:
            watched = [await asyncio.to_thread(self.cases.get, case_id) for case_id in self.watched]
        except VaultError:
            watched = []  # the screen that shows it says so
        return min(map(poll_interval, watched), default=poll_interval(None))

    async def _renew_catalogue(self) -> None:
        """Behind the back: what is shown is what is kept, until something newer is here."""
        while True:
            await self._house.refresh_catalogue()
            await asyncio.sleep(CATALOGUE_SECONDS)

    async def _look(self) -> None:
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
        if sending.state is SendState.SENT:
            self._house.listeners.on_change(Change.of((sending.kind, sending.id)))
            self.look()

    def _on_reached(self, reached: bool) -> None:
        self.monitor.report(reached)

    def _on_back(self) -> None:
        self.outbox.wake()
        self.look()

    async def decision_paper(self, case_id: str, paper_id: str) -> bytes:
        """From the device once it was fetched; the first time from the ministry."""
        await self.case_sync.download(case_id, paper_id)

        def read() -> bytes:
            with self.cases.open_paper(paper_id) as content:
                return content.read()

        return await asyncio.to_thread(read)

    async def _waits(self) -> bool:
        waiting = (SendState.WAITING, SendState.SENDING)
        return await asyncio.to_thread(self.vault.next_due, waiting) is not None


def _changed(saved: list[Draft | Unsent]) -> Change:
    """What others show of it: of a message or a reply that is being written, nothing."""
    return Change.of(*((DRAFT, each.id) for each in saved if isinstance(each, Draft)))


def _note_end(task: asyncio.Task[None]) -> None:
    """None of them ends but by being cancelled."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a worker ended: %s", where(error))
