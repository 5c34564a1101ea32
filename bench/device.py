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
from services.api.responses import Fetched
from services.catalogue.repository import CatalogueRepository
from services.models.comfort import Comfort, Contrast
from services.speech import InMemorySpeaker
from services.vault import FileKeystore
from services.vault.keystore import FOLDER


class _Published:
    """The ministry's own catalogue and places, without the way to them."""

    async def catalogue(self, etag: str | None = None) -> Fetched | None:
        return Fetched(codec.dump(load().document), "bench")

    async def places(self, etag: str | None = None) -> Fetched | None:
        return Fetched(codec.dump(load().places), "bench")


async def furnish(home: Path, language: str = "fr") -> None:
    """Keep what a device has since its first use."""
    await CatalogueRepository(home / "catalogue").refresh(_Published())
    kept = DeviceSettings(home)
    kept.choose_language(language)
    kept.choose_comfort(Comfort(contrast=Contrast.LIGHT))


def offline_house(home: Path) -> House:
    """Build a house without a network."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no network", request=request)

    return build_house(
        Settings("none", 0, home, "http://127.0.0.1:9"),
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
