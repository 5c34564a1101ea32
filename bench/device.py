"""The app's house on a device without a network, in this process: all that is behind its screens."""

from __future__ import annotations

from pathlib import Path

import httpx

from app.session.requests import RequestActions
from app.session.session import NoProfileError, Session
from app.settings import Settings
from app.shell.device import DeviceSettings
from app.shell.house import House, build_house
from ministry.catalogue.loader import load
from services import codec
from services.api.client import MinistryClient
from services.api.tokens import InMemoryTokenStore
from services.catalogue.repository import CatalogueRepository
from services.clock import SystemClock
from services.models.comfort import Comfort, Contrast
from services.vault import FileKeystore
from services.vault.keystore import FOLDER
from tests.memory_speaker import InMemorySpeaker

_NOWHERE = "http://127.0.0.1:9"


def _published(request: httpx.Request) -> httpx.Response:
    """Answer with the ministry's own catalogue or places."""
    told = load()
    body = told.document if request.url.path.endswith("/catalogue") else told.places
    headers = {"Content-Type": "application/json", "ETag": '"bench"'}
    return httpx.Response(200, content=codec.dump(body), headers=headers)


async def furnish(home: Path, language: str = "fr") -> None:
    """Keep what a device has since its first use."""
    transport = httpx.MockTransport(_published)
    ministry = MinistryClient(_NOWHERE, InMemoryTokenStore(), transport=transport, clock=SystemClock())
    await CatalogueRepository(home / "catalogue").refresh(ministry)
    kept = DeviceSettings(home)
    kept.choose_language(language)
    kept.choose_comfort(Comfort(contrast=Contrast.LIGHT))


def offline_house(home: Path) -> House:
    """Build a house without a network."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no network", request=request)

    return build_house(
        Settings("none", 0, home, _NOWHERE),
        keystore=FileKeystore(home / FOLDER),
        transport=httpx.MockTransport(refuse),
        speaker=InMemorySpeaker(),
    )


def requests_of(house: House) -> RequestActions:
    """Return what home and "my requests" call, without a window."""

    def session() -> Session:
        if house.opened is None:
            raise NoProfileError
        return Session(house.opened, house.events, house.catalogue, house.clock, "fr")

    return RequestActions(session)
