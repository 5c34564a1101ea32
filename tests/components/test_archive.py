"""All of a person's data leaves as one file and comes in on another device, which names what was damaged here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from screens import routes
from screens.given import PickedFile
from services.models.outbox import SendState
from tests.app.test_drafts import complete
from tests.components.world import Visit, World, visiting

PASSPHRASE = "quatre mots bien choisis"


class Device:
    """A device that keeps the file that the person saves, and gives it when they choose one."""

    def __init__(self, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
        self.data = b""
        files = visit.window.actions.files
        monkeypatch.setattr(files, "save", self._save)
        monkeypatch.setattr(files, "pick_archive", self._pick)

    async def _save(self, _: str, data: bytes) -> bool:
        self.data = data
        return True

    async def _pick(self) -> PickedFile:
        async def read(_: Callable[[float], None]) -> bytes:
            return self.data

        return PickedFile("Qarib.zip.age", len(self.data), read)


async def writes(visit: Visit, passphrase: str, again: str | None = None) -> None:
    await visit.type(visit.t("Passphrase of the file"), passphrase)
    if again is not None:
        await visit.type(visit.t("The passphrase again"), again)


async def test_a_draft_goes_along_and_comes_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        device = Device(visit, monkeypatch)
        draft = (await complete(visit)).draft
        await visit.open(routes.TAKE_ALONG)
        await writes(visit, "trop court", "trop court")
        await visit.presses("Take my data along")
        await visit.sees(visit.t("Write at least 12 characters, for example four words."))
        await writes(visit, PASSPHRASE, PASSPHRASE[:-1])
        await visit.presses("Take my data along")
        await visit.sees(visit.t("Both are not the same. Write it again."))
        assert device.data == b""
        await writes(visit, PASSPHRASE, PASSPHRASE)
        await visit.presses("Take my data along")
        await visit.at(visit.t("My profile and its lock"))
        assert device.data.startswith(b"age-encryption.org/v1")

        await visit.window.actions.profiles.close()
        await visit.at(visit.t("Who is using Qarib?"))
        await visit.window.actions.profiles.create("Ailleurs")
        assert visit.window.profile.drafts.list() == []
        await visit.open(routes.BRING_IN)
        await visit.presses("Bring the data in")
        await visit.sees(visit.t("Choose the file first, for example Qarib.zip.age."))
        await visit.presses("Choose the file")
        await writes(visit, PASSPHRASE[:-1])
        await visit.presses("Bring the data in")
        await visit.sees(visit.t("This passphrase does not open the archive"))
        assert visit.window.profile.drafts.list() == []
        await writes(visit, PASSPHRASE)
        await visit.presses("Bring the data in")
        await visit.at(visit.t("My profile and its lock"))
        assert [each.id for each in visit.window.profile.drafts.list()] == [draft.id]


async def test_what_was_to_be_sent_is_held_and_the_person_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        Device(visit, monkeypatch)
        opened = await complete(visit)
        await visit.window.actions.drafts.send(opened)
        await visit.open(routes.TAKE_ALONG)
        await writes(visit, PASSPHRASE, PASSPHRASE)
        await visit.presses("Take my data along")
        await visit.at(visit.t("My profile and its lock"))
        await visit.window.actions.profiles.close()
        await visit.at(visit.t("Who is using Qarib?"))

        await visit.window.actions.profiles.create("Ailleurs")
        await visit.open(routes.BRING_IN)
        await visit.presses("Choose the file")
        await writes(visit, PASSPHRASE)
        await visit.presses("Bring the data in")
        one = "{count} thing from your archive was not sent from this device yet. Send it?"
        more = "{count} things from your archive were not sent from this device yet. Send them?"
        asked = visit.t.n(one, more, 1)
        await visit.sees(asked)
        (request,) = visit.window.profile.requests.list()
        assert request.sending.state is SendState.HELD
        await visit.open(routes.request(request.id))
        await visit.sees(visit.t("From an archive: not sent from this device yet"))
        await visit.sees(visit.t("Came with an archive, not sent"))
        await visit.open(routes.HOME)
        await visit.presses("Send from this device")
        await visit.until(lambda: not visit.shows(asked))
        (request,) = visit.window.profile.requests.list()
        assert request.sending.state is not SendState.HELD


async def test_a_damaged_store_is_told_of_once(world: World) -> None:
    profile = world.house.profiles.create("Amina")
    vault = world.house.profiles.open(profile.id)
    for number in range(60):
        with vault.transaction() as tx:
            tx.put("known", str(number), {"text": "x" * 3000})
    vault.close()
    database = next(world.house.settings.home.rglob("records.db"))
    with database.open("r+b") as file:
        file.seek(database.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xff" * 4096)
    for told in (True, False):
        await world.house.open_profile(profile.id)
        async with visiting(world, "fr", routes.HOME) as visit:
            await visit.sees(visit.t("Make a request"))
            assert visit.shows(visit.t("What is kept here was damaged.")) is told
        await world.house.close_profile()
