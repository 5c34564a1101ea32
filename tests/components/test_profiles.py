"""Several people on one device: creating with a lock, unlocking, recovering, renaming, erasing, in the whole app."""

from __future__ import annotations

import asyncio

import flet as ft
import pytest

from screens import routes
from services.errors import StorageFullError
from services.models.person import Profile
from services.vault.recovery import RecoveryCode
from services.vault.tries import FREE
from tests.components.harness import words_of
from tests.components.test_keyboard import key
from tests.components.world import Visit, World, visiting

PIN = "2468"
CODE = RecoveryCode(12345678901234567890)
BOTH = pytest.mark.parametrize("language", ["ar", "fr"])


async def locked(world: World, name: str = "Amina", secret: str = PIN) -> Profile:
    return await asyncio.to_thread(world.house.profiles.create, name, secret, CODE)


async def enters(visit: Visit, label: str, secret: str) -> None:
    await visit.type(visit.t(label), secret)
    await visit.presses("Open the profile")


async def is_home(visit: Visit, name: str = "Amina") -> None:
    await visit.at(visit.t("Hello, {name}", name=name))


async def ticks(visit: Visit) -> None:
    await visit.until(lambda: visit.all(ft.Checkbox))
    await visit.fire(visit.one(ft.Checkbox), "change", True, value=True)


def code_shown(visit: Visit) -> list[str]:
    """Return the groups of the recovery code on the screen."""
    shown = [words.split() for words in visit.words()]
    (groups,) = [each for each in shown if len(each) == 7 and all(len(x) == 4 and x.isascii() for x in each)]
    return groups


@BOTH
async def test_created_with_a_pin_it_shows_the_code_once_and_opens_with_both(
    world: World, language: str
) -> None:
    async with visiting(world, language, routes.NEW_PROFILE) as visit:
        await visit.at(visit.t("Create a profile"))
        await visit.type(visit.t("Name of the profile"), "Amina")
        await visit.choose("pin")
        await visit.type(visit.t("PIN"), "٢٤٦٨")
        await visit.presses("Create the profile")
        await visit.at(visit.t("Your recovery code"))
        groups = code_shown(visit)
        assert len(visit.headings(1)) == 1
        await visit.presses("I have noted it")
        await is_home(visit)
        assert not visit.shows(visit.t("Note a recovery code."))
        await visit.presses("Hide now")
        await visit.at(visit.t("Who is using Qarib?"))
        assert not visit.shows(groups[0])
        await visit.presses("Amina")
        await enters(visit, "PIN", PIN)
        await is_home(visit)
        await key(visit, "F2", shift=True)
        await visit.presses("Amina")
        await visit.presses("I cannot open it any more")
        await visit.at(visit.t("Open with the recovery code"))
        await visit.type(visit.t("Recovery code"), " ".join(groups).lower())
        await visit.choose("passphrase")
        await visit.type(visit.t("Passphrase"), "three small words")
        await visit.presses("Open the profile")
        await is_home(visit)
        assert visit.window.ui.profile is not None
        assert visit.window.ui.profile.lock == "passphrase"


async def test_noted_later_it_is_brought_to_mind(world: World) -> None:
    async with visiting(world, "fr", routes.NEW_PROFILE) as visit:
        await visit.type(visit.t("Name of the profile"), "Amina")
        await visit.choose("passphrase")
        await visit.type(visit.t("Passphrase"), "three small words")
        await visit.presses("Create the profile")
        await visit.presses("Later")
        await is_home(visit)
        await visit.sees(visit.t("Note a recovery code."))


async def test_what_is_no_lock_is_said_beside_its_field_and_in_the_summary(world: World) -> None:
    async with visiting(world, "fr", routes.NEW_PROFILE) as visit:
        await visit.choose("pin")
        await visit.type(visit.t("PIN"), "1234")
        await visit.presses("Create the profile")
        advice = visit.t("Others try this PIN first. Write another, for example 6 mixed digits.")
        await visit.sees(
            visit.t.n("{count} answer needs another look", "{count} answers need another look", 2)
        )
        assert sum(advice in words for words in visit.words()) == 2
    assert world.house.profiles.profiles() == []


async def test_the_code_goes_when_the_profile_locks(world: World) -> None:
    async with visiting(world, "fr", routes.NEW_PROFILE) as visit:
        await visit.type(visit.t("Name of the profile"), "Amina")
        await visit.choose("pin")
        await visit.type(visit.t("PIN"), PIN)
        await visit.presses("Create the profile")
        await visit.at(visit.t("Your recovery code"))
        groups = code_shown(visit)
        await world.house.close_profile()
        await visit.at(visit.t("Who is using Qarib?"))
        assert not any(visit.shows(group) for group in groups)


@BOTH
async def test_only_names_show_of_locked_profiles(world: World, language: str) -> None:
    await locked(world)
    await locked(world, "Brahim", "a long passphrase")
    async with visiting(world, language, routes.PROFILES) as visit:
        await visit.until(lambda: visit.has_button("Brahim"))
        assert visit.has_button("Amina")


async def test_wrong_ones_are_told_with_what_is_left_then_there_is_a_wait(world: World) -> None:
    profile = await locked(world)
    async with visiting(world, "fr", routes.unlock(profile.id)) as visit:
        for left in range(FREE - 1, 0, -1):
            await enters(visit, "PIN", "1111")
            more = "{count} more try, then there is a wait.", "{count} more tries, then there is a wait."
            await visit.sees(visit.t.n(*more, left))
        await enters(visit, "PIN", "1111")
        await visit.sees(visit.t("Too many wrong tries"))
        assert not visit.all(ft.TextField)
        live = [words_of(each) for each in visit.all(ft.Semantics) if each.live_region]
        minute = visit.t.n("You can try again in {count} minute.", "You can try again in {count} minutes.", 1)
        assert any(minute in words for words in live)
        assert not any(":" in words for words in live), "the seconds are for eyes only"
    async with visiting(world, "fr", routes.unlock(profile.id)) as visit:
        await visit.sees(visit.t("Too many wrong tries"))
        assert world.house.opened is None


async def test_after_the_wait_the_field_is_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.components.countdown.control.SECOND", 0.0)
    profile = await locked(world)
    on = [1000.0]
    world.house.profiles._tries._uptime = lambda: on[0]
    async with visiting(world, "fr", routes.unlock(profile.id)) as visit:
        for _ in range(FREE):
            await enters(visit, "PIN", "1111")
        await visit.sees(visit.t("Too many wrong tries"))
        on[0] += 60
        monkeypatch.setattr("screens.components.countdown.control._LOOK", 0.0)
        await visit.sees(visit.t("You can try again now."))
        await enters(visit, "PIN", PIN)
        await is_home(visit)


async def test_what_is_typed_is_hidden_until_one_wants_to_see_it(world: World) -> None:
    profile = await locked(world)
    async with visiting(world, "fr", routes.unlock(profile.id)) as visit:
        await visit.type(visit.t("PIN"), PIN)
        assert visit.one(ft.TextField).password
        await visit.presses("Show what I type")
        assert not visit.one(ft.TextField).password
        assert visit.one(ft.TextField).value == PIN
        await visit.presses("Hide what I type")
        assert visit.one(ft.TextField).password


async def test_the_voice_never_says_what_is_hidden(world: World) -> None:
    profile = await locked(world)
    async with visiting(world, "fr", routes.unlock(profile.id)) as visit:
        await visit.type(visit.t("PIN"), PIN)
        assert not any(PIN in passage.text for passage in visit.window.voice._shown())


async def test_a_profile_whose_files_are_away_is_said_and_kept(world: World) -> None:
    profile = await locked(world)
    world.house.profiles.open(profile.id, PIN).close()
    folder = world.house.settings.home / "profiles" / profile.id
    away = {path: path.read_bytes() for path in folder.glob("profile.json*")}
    for path in away:
        path.unlink()
    async with visiting(world, "fr", routes.PROFILES) as visit:
        await visit.sees(visit.t("Its files are damaged or missing. Nothing was deleted."))
        await visit.presses("A damaged profile")
        await visit.sees(visit.t("Put its files back from a backup, and it opens again."))
        assert visit.has_button(visit.t("Erase this profile"))
    for path, content in away.items():
        path.write_bytes(content)
    assert world.house.profiles.profiles() == [profile]


async def test_a_lost_keystore_is_recovered_with_a_name(world: World) -> None:
    profile = await locked(world)
    world.keystore.secrets.clear()
    async with visiting(world, "fr", routes.PROFILES) as visit:
        await visit.presses("A profile whose name is lost")
        await visit.at(visit.t("Open with the recovery code"))
        await visit.type(visit.t("Recovery code"), CODE.written()[:-1])
        await visit.choose("none")
        await visit.presses("Open the profile")
        counted = visit.t.n("You wrote {count} sign.", "You wrote {count} signs.", 27)
        await visit.sees(counted)
        await visit.type(visit.t("Recovery code"), RecoveryCode(1).written())
        await visit.type(visit.t("Name of the profile"), "Amina")
        await visit.presses("Open the profile")
        await visit.sees(visit.t("This recovery code does not open this profile"))
        await visit.type(visit.t("Recovery code"), CODE.written())
        await visit.presses("Open the profile")
        await is_home(visit)
    assert world.house.profiles.profiles() == [Profile(profile.id, "Amina", "none", has_code=True)]


async def test_renamed_and_locked_otherwise_it_stays_the_same(world: World) -> None:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.PROFILE) as visit:
        await visit.presses("Change the name")
        await visit.type(visit.t("Name of the profile"), "Mère")
        await visit.presses("Change the name")
        await visit.sees(visit.t("The name is changed."))
        await visit.presses("Change the lock")
        await visit.at(visit.t("Change the lock"))
        await visit.choose("pin")
        await visit.type(visit.t("PIN"), PIN)
        await visit.presses("Change the lock")
        await visit.sees(visit.t("It opens with a PIN."))
        assert visit.window.ui.lock_settings.after_minutes == 5
        await visit.presses("Change the lock")
        await visit.type(visit.t("Your present PIN"), "1111")
        await visit.choose("none")
        await visit.presses("Change the lock")
        await visit.sees(visit.t("This PIN is not right"))
        await visit.type(visit.t("Your present PIN"), PIN)
        await visit.presses("Change the lock")
        await visit.sees(visit.t("The lock is changed."))
    (profile,) = world.house.profiles.profiles()
    assert (profile.name, profile.lock) == ("Mère", "none")


async def test_when_it_locks_is_chosen_and_kept(world: World) -> None:
    profile = await locked(world)
    await world.house.open_profile(profile.id, PIN)
    async with visiting(world, "fr", routes.PROFILE) as visit:
        await visit.at(visit.t("My profile and its lock"))
        await visit.choose("15")
        await visit.until(lambda: visit.window.ui.lock_settings.after_minutes == 15)
        await ticks(visit)
        await visit.until(lambda: visit.window.ui.lock_settings.when_hidden)
    await world.house.close_profile()
    opened = await world.house.open_profile(profile.id, PIN)
    assert (opened.locking.after_minutes, opened.locking.when_hidden) == (15, True)


async def test_another_code_takes_the_place_of_the_former(world: World) -> None:
    profile = await locked(world)
    await world.house.open_profile(profile.id, PIN)
    async with visiting(world, "fr", routes.RECOVERY_CODE) as visit:
        await visit.type(visit.t("Your present PIN"), PIN)
        await visit.presses("Make a recovery code")
        await visit.at(visit.t("Your recovery code"))
        groups = code_shown(visit)
        assert "-".join(groups) != CODE.written()


@pytest.mark.parametrize("route", [routes.COMFORT, routes.HOME, routes.NEW_PROFILE])
async def test_hidden_one_goes_to_the_profiles_once_and_stays_where_one_goes_next(
    world: World, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    # The vault may take a while to close; the person has gone on by then.
    profile = await locked(world)
    opened = await world.house.open_profile(profile.id, PIN)
    closed, close = asyncio.Event(), opened.close

    async def slow() -> None:
        await closed.wait()
        await close()

    monkeypatch.setattr(opened, "close", slow)
    async with visiting(world, "fr", route) as visit:
        button = visit.button(visit.t("Hide now"))
        hiding = asyncio.ensure_future(visit.session.dispatch_event(button._i, "click", None))
        await visit.at(visit.t("Who is using Qarib?"))
        await visit.open(routes.unlock(profile.id))
        closed.set()
        await hiding
        await visit.settle()
        assert visit.page.route == routes.unlock(profile.id)


async def test_adding_a_person_while_a_profile_is_open_shows_their_code(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Also where it takes so long that it could be given up: closing the former profile gives nothing up.
    monkeypatch.setattr("screens.context.LONG", 0.0)
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.NEW_PROFILE) as visit:
        await visit.type(visit.t("Name of the profile"), "Brahim")
        await visit.choose("pin")
        await visit.type(visit.t("PIN"), PIN)
        await visit.presses("Create the profile")
        await visit.at(visit.t("Your recovery code"))
        await visit.presses("I have noted it")
        await is_home(visit, "Brahim")


async def test_erasing_tells_what_goes_and_asks(world: World) -> None:
    profile = await locked(world)
    await world.house.open_profile(profile.id, PIN)
    async with visiting(world, "fr", routes.HOME) as visit:
        await visit.window.actions.drafts.start("sick_leave")
        await visit.open(routes.erase(profile.id))
        await visit.sees(visit.t.n("{count} draft", "{count} drafts", 1))
        await visit.sees(visit.t("What stays with the ministry"))
        await visit.presses("Erase this profile")
        await visit.sees(visit.t("Tick this first, if you are sure."))
        assert world.house.opened is not None
        await ticks(visit)
        await visit.presses("Erase this profile")
        await visit.at(visit.t("Welcome to Qarib"))
    assert world.house.profiles.profiles() == []
    assert world.keystore.secrets == {}
    assert list((world.home / "profiles").iterdir()) == []


async def test_hiding_says_when_it_cannot_write(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.house.open_profile(world.house.profiles.create("Amina").id)

    def full() -> None:
        raise StorageFullError

    async with visiting(world, "fr", routes.HOME) as visit:
        with monkeypatch.context() as disk:
            disk.setattr(visit.window.profile.saver, "flush", full)
            await key(visit, "F2", shift=True)
            assert isinstance(visit.window.news.problem, StorageFullError)
        assert world.house.opened is not None
