"""The whole app before a person: the real house on a folder of its own, the real ministry in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import flet as ft
import httpx
from sqlalchemy import delete

from app.settings import Settings
from app.shell.house import House, build_house
from app.shell.window import Window
from i18n import LANGUAGES, Words
from ministry.app import create_app
from ministry.auth.tables import AccessToken, RefreshToken, SignIn
from ministry.catalogue.loader import LoadedCatalogue
from ministry.demo import CITIZEN, CODE
from ministry.server import open_ministry
from ministry.settings import Settings as MinistrySettings
from tests.blocking import ApartTransport, BlockingMinistry
from tests.components.harness import CrashedError, Harness, plain
from tests.memory_keystore import InMemoryKeystore
from tests.memory_speaker import InMemorySpeaker
from tests.postgres import database_of, written

ADDRESS = "http://127.0.0.1:8550"


class Line(httpx.AsyncBaseTransport):
    """The network between the app and the ministry; `cut` is a network that is not there."""

    def __init__(self, ministry: BlockingMinistry) -> None:
        self._inner = ApartTransport(create_app(ministry.real))
        self.is_cut = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_cut:
            raise httpx.ConnectError("no network", request=request)
        return await self._inner.handle_async_request(request)


class World:
    """One device and one ministry. `desk` is where the agency works on cases."""

    def __init__(self, folder: Path, catalogue: LoadedCatalogue, **ministry: Any) -> None:
        settings = MinistrySettings(
            folder / "ministry", database_of(folder / "ministry"), demo=True, codes_per_hour=100, **ministry
        )
        self.ministry = BlockingMinistry(open_ministry(settings, catalogue=catalogue))
        self.line = Line(self.ministry)
        self.home = folder / "home"
        self.keystore = InMemoryKeystore()
        self.speaker = InMemorySpeaker()
        self.house: House

    @property
    def desk(self) -> Any:
        return self.ministry.desk

    async def start(self) -> House:
        """Start the app, also again; what it kept is there."""
        settings = Settings(view="none", port=0, home=self.home, ministry=ADDRESS)
        self.house = await asyncio.to_thread(
            build_house, settings, keystore=self.keystore, transport=self.line, speaker=self.speaker
        )
        return self.house

    async def stop(self) -> None:
        await self.house.close()

    def forget_sign_ins(self) -> None:
        """End every sign-in at the ministry."""
        with written(self.ministry.context.database) as session:
            for table in (AccessToken, RefreshToken, SignIn):
                session.execute(delete(table))

    def close(self) -> None:
        self.ministry.close()


class ReportingWindow(Window):
    """A window that keeps what opened the calm page, for the test to say."""

    def __init__(self, page: ft.Page, house: House, faults: list[BaseException]) -> None:
        self._faults = faults
        self._reported: BaseException = AssertionError("an error that Flet caught")
        super().__init__(page, house)

    def report(self, error: BaseException) -> None:
        self._reported = error
        super().report(error)

    def _calm(self) -> None:
        self._faults.append(self._reported)
        super()._calm()


class Visit(Harness):
    """A window of the app with a person before it, who speaks one language."""

    def __init__(self, house: House, language: str, route: str = "/") -> None:
        super().__init__(route)
        self.house = house
        self.language = language
        self.t = Words(language)
        self.window: Window
        self.faults: list[BaseException] = []
        """Empty it where the calm page is what is wanted."""

    async def opens(self, *, chosen: bool = True) -> None:
        """Open the window; `chosen` is whether this device knows the language already."""
        self.window = ReportingWindow(self.page, self.house, self.faults)
        self.window.open(self.language if chosen else None)
        await self.settle()

    async def settle(self) -> None:
        await super().settle()
        if self.faults:
            raise CrashedError("the calm page opened") from self.faults[0]

    async def at(self, heading: str) -> None:
        """Wait until a screen has this title."""
        wanted = plain(heading)
        await self.until(lambda: [*self.headings(), ""][0].startswith(wanted), f"title {wanted!r}")

    async def sees(self, words: str) -> None:
        await self.until(lambda: self.shows(words), repr(words))

    async def presses(self, message: str, **values: object) -> None:
        """Press the button with a message of the app once it shows."""
        name = self.t(message, **values)
        await self.until(lambda: self.has_button(name), f"button {name!r}")
        await self.press(name)

    async def arrives(self) -> None:
        """Choose the language, keep the comfort, and create a profile."""
        await self.until(lambda: self.has_button(LANGUAGES[self.language].endonym))
        await self.press(LANGUAGES[self.language].endonym)
        await self.at(self.t("Display and voice"))
        await self.presses("Continue")
        await self.at(self.t("Welcome to Qarib"))
        await self.presses("Create my profile")
        await self.at(self.t("Create a profile"))
        await self.type(self.t("Name of the profile"), "Amina")
        await self.presses("Create the profile")
        await self.at(self.t("Hello, {name}", name="Amina"))

    async def sends(self) -> None:
        """Declare and send from the review, and go on to the request."""
        await self.until(lambda: self.all(ft.Checkbox))
        await self.fire(self.one(ft.Checkbox), "change", True, value=True)
        await self.presses("Send the request")
        await self.at(self.t("Thank you, your request is complete"))
        await self.presses("Follow this request")

    async def signs_in(self) -> None:
        """Sign in from the home screen."""
        await self.presses("Sign in")
        await self.at(self.t("Sign in"))
        await self.type(self.t("Social security number"), CITIZEN.number)
        await self.presses("Send me a code")
        await self.at(self.t("Enter the code"))
        await self.type(self.t("Code"), CODE)
        await self.presses("Sign in")
        await self.sees(self.t("You are signed in."))
        name = CITIZEN.first_name.ar if self.language == "ar" else CITIZEN.first_name.fr
        await self.at(self.t("Hello, {name}", name=name))


@asynccontextmanager
async def visiting(world: World, language: str = "fr", route: str = "/") -> AsyncIterator[Visit]:
    """Open a window on the started app, with its profile if any."""
    async with Visit(world.house, language, route) as visit:
        await visit.opens()
        yield visit
        visit.window.close()
