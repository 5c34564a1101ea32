"""The house of one process: what lives as long as the app runs, shared by all its windows."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from app.device import DeviceSettings
from app.intake import Intake
from app.listeners import Listeners
from app.locking import AutoLock
from app.open_profile import OpenProfile
from app.settings import Settings
from services.api.client import MinistryClient
from services.api.tokens import InMemoryTokenStore, TokenStore
from services.catalogue.decoding import CatalogueError
from services.catalogue.repository import CatalogueRepository
from services.clock import Clock, SystemClock
from services.errors import MinistryError, StorageFullError
from services.registry import KINDS
from services.speech import Speaker, SpeakerState, device_speaker
from services.vault import durable
from services.vault.keystore import Keystore, choose_keystore
from services.vault.profiles import ProfileStore
from services.vault.uptime import uptime

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

CATALOGUE_SECONDS = 3600.0
"""Between two looks for a newer catalogue."""


@dataclass
class House:
    """Made by `build_house`. `opened` is the profile that is open, if one is."""

    settings: Settings
    clock: Clock
    profiles: ProfileStore
    catalogue: CatalogueRepository
    ministry: MinistryClient
    """Speaks for nobody: the catalogue is public."""
    device: DeviceSettings
    speaker: Speaker
    connect: Callable[[TokenStore], MinistryClient]
    """A client of the ministry that speaks for whom the tokens name."""
    intake: Intake = field(default_factory=Intake)
    listeners: Listeners = field(default_factory=Listeners)
    opened: OpenProfile | None = None
    is_opening: bool = False
    """True while profiles are being switched, so that windows do not go to the picker."""
    locking: AutoLock = field(init=False)
    _changing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.locking = AutoLock(
            self.close_profile,
            on_warning=self.listeners.on_warning,
            on_problem=self.listeners.on_problem,
            busy=lambda: self.speaker.state is SpeakerState.SPEAKING,
            uptime=uptime,
        )

    async def open_profile(self, profile_id: str, secret: str | None = None) -> OpenProfile:
        """Open a profile, then close the one that was open: a wrong PIN closes none. Raises `VaultError`."""
        async with self._changing:
            if self.opened is not None and self.opened.profile.id == profile_id:
                return self.opened
            vault = await asyncio.to_thread(self.profiles.open, profile_id, secret)
            self.is_opening = True
            try:
                await self._close()
                self.opened = await OpenProfile.start(vault, self)
            except StorageFullError:
                await asyncio.to_thread(vault.close)
                raise
            finally:
                self.is_opening = False
            self.locking.begin(self.opened.locking)
        self.listeners.on_profiles()
        return self.opened

    async def close_profile(self) -> None:
        """Lock: nothing of the profile is left in any window, and its keys go (docs/adr/0013 and 0012).

        Raises `StorageFullError` when what was typed last cannot be written; it stays open then.
        """
        async with self._changing:
            await self._close()

    async def discard_profile(self) -> None:
        """The same for a profile that is to be erased: what was typed last need not be written."""
        async with self._changing:
            if self.opened is not None:
                self.opened.saver.discard()
            await self._close()

    async def refresh_catalogue(self) -> bool:
        """Ask the ministry for a newer catalogue. False when it cannot be had; what is kept stays."""
        try:
            changed = await self.catalogue.refresh(self.ministry)
        except (MinistryError, CatalogueError):
            return False
        except StorageFullError as error:
            # Shown all the same, and asked for again next time.
            self.listeners.on_problem(error)
            changed = True
        if changed:
            self.listeners.on_catalogue()
        return True

    async def renew_catalogue(self) -> None:
        """In the background: what is shown is what is kept, until something newer is here."""
        while True:
            await self.refresh_catalogue()
            await asyncio.sleep(CATALOGUE_SECONDS)

    async def close(self) -> None:
        """Write what is unwritten and end. Called once, when the app stops. Raises `StorageFullError`."""
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
            self.listeners.on_profiles()
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
    """Blocks: reads the keystore. Raises `KeystoreError`, `StorageFullError`.

    Without `keystore` or `speaker` it is the device's own, `keyring` being the system's unless given; without
    `transport` the ministry is spoken to over the network. `intake` is where the server takes files already.
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
        catalogue=CatalogueRepository(settings.home / "catalogue"),
        ministry=connect(InMemoryTokenStore()),
        device=DeviceSettings(settings.home),
        speaker=speaker or device_speaker(),
        connect=connect,
        intake=intake or Intake(),
    )
