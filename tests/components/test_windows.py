"""Several windows on one app: each shows what concerns it, from any cause."""

from __future__ import annotations

from screens import routes
from tests.components.world import Visit, World, visiting


async def open_profile(world: World) -> None:
    await world.house.open_profile(world.house.profiles.create("Amina").id)


async def test_what_is_typed_in_one_window_is_listed_in_the_other(world: World) -> None:
    # The saver tells from a thread of its own, which belongs to no window.
    await open_profile(world)
    async with visiting(world, "fr", routes.HOME) as first, visiting(world, "ar", routes.REQUESTS) as second:
        drafts = first.window.actions.drafts
        opened = await drafts.open(await drafts.start("sick_leave"))
        assert opened is not None
        service = second.t.text(opened.service.name)
        await second.until(lambda: second.has_button(service))
        before = second.words()
        text = next(
            question
            for group in opened.form.groups
            for question in group.questions
            if question.type == "text"
        )
        drafts.write(opened, text.id, "Amina")
        await second.until(lambda: second.words() != before, "the draft's progress")


async def test_a_profile_closed_in_one_window_is_closed_in_the_other(world: World) -> None:
    await open_profile(world)
    async with visiting(world, "fr", routes.HOME) as first, visiting(world, "fr", routes.REQUESTS) as second:
        await first.at(first.t("Hello, {name}", name="Amina"))
        await first.press(first.t("Hide now"))
        await second.at(second.t("Who is using Qarib?"))


async def test_a_profile_opened_in_one_window_is_open_in_the_other(world: World) -> None:
    profile = world.house.profiles.create("Amina")
    async with (
        visiting(world, "fr", routes.PROFILES) as first,
        visiting(world, "fr", routes.PROFILES) as second,
    ):
        await first.until(lambda: first.has_button(profile.name))
        await first.press(profile.name)
        await first.at(first.t("Hello, {name}", name="Amina"))
        await second.open(routes.HOME)
        await second.at(second.t("Hello, {name}", name="Amina"))


async def test_a_new_window_hears_what_began_in_one_that_is_gone(world: World) -> None:
    # The outbox works in the context of the window that opened the profile; that window may be closed.
    async with visiting(world, "fr", routes.PROFILES) as first:
        await first.window.actions.profiles.create("Amina")
        await first.open(routes.HOME)
        await first.signs_in()
    async with visiting(world, "fr", routes.HOME) as second:
        world.line.is_cut = True
        second.window.profile.poller.now()
        await second.sees(second.t("No network at the moment."))
        world.line.is_cut = False
        second.window.profile.poller.now()
        await second.until(lambda: not second.shows(second.t("No network at the moment.")))


async def test_each_window_speaks_its_own_language(world: World) -> None:
    await open_profile(world)
    async with visiting(world, "fr", routes.HOME) as first, visiting(world, "fr", routes.HOME) as second:
        await first.window.actions.preferences.choose_language("ar")
        await first.settle()
        await second.settle()
        assert (first.page.rtl, second.page.rtl) == (True, False)
        assert first.window.ui.words("Services") != second.window.ui.words("Services")


async def test_a_window_that_closed_is_told_nothing(world: World) -> None:
    await open_profile(world)
    async with Visit(world.house, "fr", routes.HOME) as visit:
        await visit.opens()
        visit.window.close()
        before = visit.window.changes.catalogue
        world.house.events.on_catalogue()
        assert visit.window.changes.catalogue == before
