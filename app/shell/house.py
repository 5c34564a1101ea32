"""The house of one process: what lives as long as the app runs, shared by all its windows."""

from __future__ import annotations

import asyncio
import gc
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from app.loopback.intake import Intake
from app.session.events import Events
from app.session.kept_catalogue import KeptCatalogue
from app.session.open_profile import Connect, OpenProfile
from app.settings import Settings
from app.shell.auto_lock import AutoLock
from app.shell.device import DeviceSettings
from services.api.client import MinistryClient
from services.api.tokens import InMemoryTokenStore, TokenStore
from services.catalogue.repository import CatalogueRepository
from services.clock import Clock, SystemClock
from services.errors import StorageFullError
from services.registry import KINDS
from services.speech import Speaker, SpeakerState, device_speaker
from services.vault import durable
from services.vault.keystore import Keystore
from services.vault.keystore_choice import choose_keystore
from services.vault.profiles import ProfileStore
from services.vault.uptime import uptime

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend


@dataclass
class House:
    """Made by `build_house`. `opened` is the profile that is open, if one is."""

    settings: Settings
    clock: Clock
    profiles: ProfileStore
    ministry: MinistryClient
    """Speaks for nobody."""
    device: DeviceSettings
    speaker: Speaker
    connect: Connect
    intake: Intake = field(default_factory=Intake)
    events: Events = field(default_factory=Events)
    opened: OpenProfile | None = None
    is_opening: bool = False
    """True while profiles are being switched, so that windows do not go to the picker."""
    catalogue: KeptCatalogue = field(init=False)
    locking: AutoLock = field(init=False)
    _changing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        kept = CatalogueRepository(self.settings.home / "catalogue")
        self.catalogue = KeptCatalogue(kept, self.ministry, self.events)
        self.locking = AutoLock(
            self.close_profile,
            on_warning=self.events.on_warning,
            on_problem=self.events.on_problem,
            busy=lambda: self.speaker.state is SpeakerState.SPEAKING,
            uptime=uptime,
        )

    async def open_profile(self, profile_id: str, secret: str | None = None) -> OpenProfile:
        """Open a profile, then close the one before. Raises `VaultError`.

        A wrong PIN closes none.
        """
        async with self._changing:
            if self.opened is not None and self.opened.profile.id == profile_id:
                return self.opened
            vault = await asyncio.to_thread(self.profiles.open, profile_id, secret)
            self.is_opening = True
            try:
                async with AsyncExitStack() as undo:
                    undo.push_async_callback(asyncio.to_thread, vault.close)
                    await self._close()
                    self.opened = await OpenProfile.start(
                        vault, self.connect, self.events, self.catalogue, self.clock
                    )
                    undo.pop_all()
            finally:
                self.is_opening = False
            with suppress(StorageFullError):  # a full disk keeps nobody from their papers
                await asyncio.to_thread(self._agree, self.opened)
            self.locking.begin(self.opened.locking)
        self.events.on_profiles()
        return self.opened

    def _agree(self, opened: OpenProfile) -> None:
        """Let the device look as the profile does.

        A profile that never chose how to look takes the look of the device, and keeps it.
        """
        chosen = self.device.comfort()
        if opened.comfort is not None:
            self.device.choose_comfort(opened.comfort)
        elif chosen is not None:
            opened.comforts.keep(chosen)
            opened.comfort = chosen

    async def close_profile(self) -> None:
        """Lock the open profile: its data leave the windows, its keys memory.

        See docs/adr/0013 and 0012. Raises `StorageFullError` when what was typed last cannot be written; it stays open
        then.
        """
        async with self._changing:
            await self._close()

    async def discard_profile(self) -> None:
        """Close a profile that is to be erased, its unwritten text dropped."""
        async with self._changing:
            if self.opened is not None:
                self.opened.saver.discard()
            await self._close()

    async def close(self) -> None:
        """Write what is unwritten and end, once. Raises `StorageFullError`."""
        self.locking.end()
        try:
            if self.opened is not None:
                await self.opened.close()
        finally:
            self.speaker.close()
            await self.ministry.aclose()

    async def _close(self) -> None:
        if self.opened is not None:
            await asyncio.to_thread(self.opened.saver.flush)
            opened, self.opened = self.opened, None
            self.locking.end()
            self.speaker.forget()
            self.intake.close()
            # Before the store closes: what then still asks it for something is known to be on its way out.
            self.events.on_profiles()
            await opened.close()
            del opened
            # Its parts name each other: without this, its keys would stay until the collector comes by itself.
            await asyncio.to_thread(gc.collect)


def build_house(
    settings: Settings,
    *,
    keystore: Keystore | None = None,
    keyring: KeyringBackend | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    speaker: Speaker | None = None,
    intake: Intake | None = None,
) -> House:
    """Build the house; blocks while it reads the keystore.

    Raises `KeystoreError`, `StorageFullError`. Without `keystore` or `speaker` it is the device's own, `keyring` being
    the system's unless given; without `transport` the ministry is spoken to over the network. `intake` is where the
    server takes files already.
    """
    durable.close_to_others(settings.home)
    clock = SystemClock()
    if keystore is None:
        keystore = choose_keystore(settings.home, keyring)

    def connect(tokens: TokenStore) -> MinistryClient:
        return MinistryClient(settings.ministry, tokens, transport=transport, clock=clock, pins=settings.pins)

    return House(
        settings=settings,
        clock=clock,
        profiles=ProfileStore(settings.home, keystore, clock, kinds=KINDS),
        ministry=connect(InMemoryTokenStore()),
        device=DeviceSettings(settings.home),
        speaker=speaker or device_speaker(),
        connect=connect,
        intake=intake or Intake(),
    )
