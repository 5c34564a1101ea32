"""Every address opened cold, as after a reload: with a profile, without one, with nothing there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from i18n import Words
from screens import routes
from screens.nouns import nouns
from screens.root import _ROUTES
from tests.components.world import Visit, World, visiting

NOTHING = "01900000-0000-7000-8000-000000000000"
FIXED = [
    routes.WELCOME,
    routes.COMFORT,
    routes.KEYBOARD,
    routes.PROFILES,
    routes.NEW_PROFILE,
    routes.HOME,
    routes.ME,
    routes.MESSAGES,
    routes.PROFILE,
    routes.RENAME,
    routes.CHANGE_LOCK,
    routes.RECOVERY_CODE,
    routes.TAKE_ALONG,
    routes.BRING_IN,
    routes.erase(NOTHING),
    routes.SIGN_IN,
    routes.SERVICES,
    routes.REQUESTS,
    routes.SENDING,
]
OF_NOUNS = [re.sub(":[a-z_]+", NOTHING, path) for noun in nouns() for path, _ in noun.routes]
PRIVATE = [
    routes.HOME,
    routes.ME,
    routes.MESSAGES,
    routes.PROFILE,
    routes.RENAME,
    routes.CHANGE_LOCK,
    routes.RECOVERY_CODE,
    routes.TAKE_ALONG,
    routes.BRING_IN,
    routes.SIGN_IN,
    routes.SERVICES,
    routes.service("sick_leave"),
    routes.draft(NOTHING),
    routes.review(NOTHING),
    routes.group(NOTHING, "contact"),
    routes.change(NOTHING, "contact"),
    routes.REQUESTS,
    routes.SENDING,
    routes.request(NOTHING),
    routes.sent(NOTHING),
    routes.messages(NOTHING),
    routes.confirmation(NOTHING),
    routes.ask(NOTHING, NOTHING),
    routes.decision(NOTHING),
    routes.appeal(NOTHING, NOTHING),
    *OF_NOUNS,
]
GONE = {
    routes.unlock(NOTHING): "This profile is no longer on this device.",
    routes.recover(NOTHING): "This profile is no longer on this device.",
    routes.service("no_such_service"): "This service is no longer offered.",
    routes.draft(NOTHING): "This draft is no longer here.",
    routes.review(NOTHING): "This draft is no longer here.",
    routes.group(NOTHING, "contact"): "This draft is no longer here.",
    routes.change(NOTHING, "contact"): "This draft is no longer here.",
    routes.request(NOTHING): "This request is not on this device.",
    routes.sent(NOTHING): "This request is not on this device.",
    routes.confirmation(NOTHING): "This request is not on this device.",
    routes.messages(NOTHING): "This request is not on this device.",
    routes.ask(NOTHING, NOTHING): "This paper is no longer asked.",
    routes.decision(NOTHING): "There is no decision yet.",
    routes.appeal(NOTHING, NOTHING): "There is nothing to appeal against.",
}
BOTH = pytest.mark.parametrize("language", ["ar", "fr"])


def titles(t: Words) -> dict[str, str]:
    """Return the title of each address for a person with a profile."""
    return {
        routes.WELCOME: t("Choose your language"),
        routes.COMFORT: t("Display and voice"),
        routes.KEYBOARD: t("Keyboard"),
        routes.PROFILES: t("Who is using Qarib?"),
        routes.NEW_PROFILE: t("Create a profile"),
        routes.HOME: t("Hello, {name}", name="Amina"),
        routes.ME: t("Me"),
        routes.MESSAGES: t("Messages"),
        routes.PROFILE: t("My profile and its lock"),
        routes.RENAME: t("Change the name"),
        routes.CHANGE_LOCK: t("Change the lock"),
        routes.RECOVERY_CODE: t("Recovery code"),
        routes.TAKE_ALONG: t("Take my data along"),
        routes.BRING_IN: t("Bring data in"),
        routes.erase(NOTHING): t("Erase this profile"),
        routes.SIGN_IN: t("Sign in"),
        routes.SERVICES: t("Services"),
        routes.REQUESTS: t("My requests"),
        routes.SENDING: t("How to send"),
    }


@pytest.fixture
async def known(world: World) -> World:
    """A device with an open profile."""
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    return world


@BOTH
async def test_each_address_shows_its_screen(known: World, language: str) -> None:
    for route in FIXED:
        async with visiting(known, language, route) as visit:
            await visit.at(titles(visit.t)[route])
            assert len(visit.headings(1)) == 1


@BOTH
async def test_each_address_of_a_noun_shows_something_with_nothing_there(known: World, language: str) -> None:
    for route in OF_NOUNS:
        async with visiting(known, language, route) as visit:
            await visit.until(lambda visit=visit: len(visit.headings(1)) == 1)
            await visit.press(visit.t("Back"))


@BOTH
@pytest.mark.parametrize("route", GONE)
async def test_what_is_not_there_is_said(known: World, language: str, route: str) -> None:
    async with visiting(known, language, route) as visit:
        await visit.sees(visit.t(GONE[route]))
        assert len(visit.headings(1)) == 1
        await visit.press(visit.t("Back"))
        await visit.until(lambda: visit.page.route != route)


@pytest.mark.parametrize("route", PRIVATE)
async def test_without_a_profile_a_private_address_leads_to_the_profiles(world: World, route: str) -> None:
    async with visiting(world, "fr", route) as visit:
        await visit.at(visit.t("Welcome to Qarib"))
        assert visit.page.route == routes.PROFILES


@pytest.mark.parametrize("route", [*PRIVATE, routes.PROFILES, routes.NEW_PROFILE, "/", "/nowhere"])
async def test_a_new_device_asks_for_the_language_first(world: World, route: str) -> None:
    async with Visit(world.house, "ar", route) as visit:
        await visit.opens(chosen=False)
        await visit.at(visit.t("Choose your language"))
        assert visit.page.route == routes.WELCOME


@pytest.mark.parametrize(
    "route", ["/", "/nowhere", "/drafts", "/requests/a/b/c/d", "/%00", "/services/../../x"]
)
async def test_an_address_that_is_none_leads_home(known: World, route: str) -> None:
    async with visiting(known, "fr", route) as visit:
        await visit.at(visit.t("Hello, {name}", name="Amina"))


async def test_a_draft_opens_where_the_person_was(known: World) -> None:
    async with visiting(known) as visit:
        drafts = visit.window.actions.drafts
        draft_id = await drafts.start("sick_leave")
        opened = await drafts.open(draft_id)
        assert opened is not None
        second = drafts.steps(opened, one_each=False)[1].group
        drafts.stand_at(opened, second.id)
    async with visiting(known, "fr", routes.draft(draft_id)) as visit:
        await visit.at(visit.t.text(second.title))
        assert visit.page.route == routes.group(draft_id, second.id)


async def test_a_group_that_does_not_show_gives_the_first(known: World) -> None:
    async with visiting(known) as visit:
        draft_id = await visit.window.actions.drafts.start("sick_leave")
        opened = await visit.window.actions.drafts.open(draft_id)
        assert opened is not None
        await visit.open(routes.group(draft_id, "no_such_group"))
        await visit.at(visit.t.text(opened.form.groups[0].title))


async def test_without_a_network_and_a_catalogue_nothing_false_is_said(known: World) -> None:
    known.line.is_cut = True
    absent = "The list of services is not on this device yet."
    async with visiting(known, "fr", routes.service("sick_leave")) as visit:
        await visit.sees(visit.t(absent))
        assert not visit.shows(visit.t("This service is no longer offered."))
        await visit.open(routes.SERVICES)
        await visit.sees(visit.t(absent))
        known.line.is_cut = False
        await visit.presses("Try again")
        await visit.sees(visit.t("Search"))


def test_every_route_of_the_app_is_opened_here() -> None:
    def matches(pattern: str, route: str) -> bool:
        parts, given = pattern.split("/"), route.split("/")
        return len(parts) == len(given) and all(
            a == b or a.startswith(":") for a, b in zip(parts, given, strict=True)
        )

    opened: list[str] = ["/", *FIXED, *PRIVATE, *GONE]
    left: Callable[[str], bool] = lambda pattern: not any(matches(pattern, route) for route in opened)  # noqa: E731
    assert [route.path for route in _ROUTES if route.path and left(route.path)] == []
