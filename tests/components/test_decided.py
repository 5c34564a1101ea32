"""A case that was decided: what was asked ends, what waits is on home, what was refused can be put right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from i18n.problems import describe
from screens import routes
from screens.requests.row import clock_words
from screens.theme import roles
from services.errors import FieldError, RefusedError
from services.models.outbox import SendState
from services.models.reply import CASE_DECIDED
from services.replies import REPLY
from tests.app.test_drafts import file, signs_in
from tests.components.harness import plain, words_of
from tests.components.world import Visit, World, visiting
from tests.matrix.seed import Device

SERVICE, PAPER = "jobseeker", "identity_card"
GREEN = roles.SOFT


class Story(Device):
    """A case of jobseekers, from the request to its decision."""

    def __init__(self, world: World, visit: Visit, folder: Path) -> None:
        super().__init__(world, visit, folder)
        self.t = visit.t
        self.id = ""

    async def begins(self, service_id: str = SERVICE) -> None:
        await signs_in(self.visit)
        self.id = await self.send(service_id)
        self.world.desk.review(self.id)

    async def is_asked(self) -> str:
        ask_id: str = self.world.desk.ask(self.id, PAPER, "La photographie est coupée.")
        await self.actions.cases.refresh()
        return ask_id

    async def is_decided(self, outcome: str = "refused") -> None:
        self.world.desk.decide(self.id, outcome, "Il manque deux années.")

    async def document(self) -> Any:
        return await self.actions.cases.keep_paper(file(self.paper), lambda _: None)

    async def replies(self, ask_id: str, note: str = "La voici entière.") -> None:
        await self.actions.cases.reply(self.id, ask_id, [await self.document()], note)

    def box(self, words: str) -> Any:
        """The colour of the notice with these words."""
        boxes = [
            each
            for each in self.visit.all(ft.Container)
            if each.border is not None and plain(words) in plain(words_of(each))
        ]
        assert boxes, f"no notice {words!r}; shown: {self.visit.words()}"
        return boxes[-1].bgcolor

    def reply_state(self) -> SendState | None:
        states = self.visit.window.profile.replies.states()
        return states[0].sending.state if states else None


@pytest.fixture
async def story(world: World, tmp_path: Path) -> AsyncIterator[Story]:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, "fr", routes.HOME) as visit:
        yield Story(world, visit, tmp_path)


async def test_a_reply_that_waits_when_the_decision_comes_could_not_be_sent(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    ask_id = await story.is_asked()
    story.world.line.is_cut = True
    await story.replies(ask_id)
    await visit.open(routes.request(story.id))
    kept = t("Your answer is kept and leaves with the network.")
    await visit.sees(kept)
    assert story.box(kept) == roles.ATTENTION_SOFT

    await story.is_decided()
    story.world.line.is_cut = False
    visit.window.profile.outbox.wake()
    said = describe(CASE_DECIDED, t)
    failed = t("Your answer could not be sent")
    await visit.sees(failed)
    await visit.sees(said.title)
    assert visit.shows(said.next_step)
    assert visit.shows("La voici entière.")
    assert story.box(failed) == roles.ERROR_SOFT
    assert not visit.shows(kept)
    assert not visit.shows(t("A paper is asked of you"))
    await visit.sees(t("Decided: refused"))
    assert story.box(t("Decided: refused")) == roles.ATTENTION_SOFT
    # Nothing of a refusal bears the sign of success: the last step of the chain neither.
    assert [each.color for each in visit.all(ft.Icon) if each.icon is ft.Icons.GAVEL] == [roles.ATTENTION] * 2

    # In the list and on home it is told in the same words, until the person says that they know.
    await visit.open(routes.REQUESTS)
    await visit.sees(failed)
    assert [each.color for each in visit.all(ft.Text) if each.value == failed] == [roles.ERROR]
    await visit.open(routes.HOME)
    await visit.sees(failed)
    assert story.box(failed) == roles.ERROR_SOFT
    await visit.open(routes.request(story.id))
    await visit.presses("I have read this")
    await visit.until(lambda: not visit.has_button(t("I have read this")))
    assert visit.shows("La voici entière.")
    await visit.open(routes.HOME)
    await visit.sees(t("Decided: refused"))
    assert not visit.shows(failed)


async def test_it_is_so_before_the_server_was_asked(story: Story) -> None:
    """Held back, to save data: it is never attempted, and the copy of the case alone says that it is too late."""
    visit, t = story.visit, story.t
    await story.begins()
    ask_id = await story.is_asked()
    story.world.line.is_cut = True
    await story.replies(ask_id)
    profile = visit.window.profile
    (reply,) = profile.replies.states()
    await profile.outbox.hold(REPLY, reply.sending.id)
    await visit.open(routes.request(story.id))
    await visit.sees(t("Your answer is not sent yet: it waits for your word."))
    story.world.line.is_cut = False
    await story.is_decided()
    await story.actions.cases.refresh()
    await visit.sees(t("Your answer could not be sent"))
    assert story.reply_state() is SendState.HELD
    assert not visit.has_button(t("Send it now"))


async def test_what_is_being_written_when_the_decision_comes_stays_in_sight(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    ask_id = await story.is_asked()
    await visit.open(routes.ask(story.id, ask_id))
    await visit.type(t("A few words for the agency"), "La page entière")
    document = await story.document()
    story.actions.cases.keep_reply(ask_id, "La page entière", [document])
    await story.is_decided()
    await story.actions.cases.refresh()
    await visit.sees(t("This paper is no longer asked."))
    await visit.sees("La page entière")
    assert visit.shows(document.name)
    assert visit.has_button(t("Read the decision"))
    assert visit.has_button(t("Write a message"))
    # Whoever pressed "send" in that moment is told, and keeps it.
    with pytest.raises(RefusedError) as refused:
        await story.actions.cases.reply(story.id, ask_id, [document], "La page entière")
    assert refused.value.type == CASE_DECIDED
    assert (await story.actions.cases.unsent_reply(ask_id)).text == "La page entière"
    await visit.open(routes.request(story.id))
    await visit.presses("See what you wrote")
    await visit.sees("La page entière")


async def test_a_reply_refused_for_what_is_in_it_is_corrected_and_sent(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    ask_id = await story.is_asked()
    with monkeypatch.context() as ministry:

        async def refuses(_: object) -> None:
            raise RefusedError("validation", 422, [FieldError("/papers/0", "type")])

        ministry.setattr(visit.window.profile.ministry, "send_reply", refuses)
        await story.replies(ask_id)
        await visit.until(lambda: story.reply_state() is SendState.NEEDS_ATTENTION)
    await visit.open(routes.request(story.id))
    await visit.sees(t("Your answer could not be sent"))
    assert story.box(t("Your answer could not be sent")) == roles.ERROR_SOFT
    assert not visit.has_button(t("I have read this"))
    await visit.presses("Correct and send again")
    await visit.at(t("Send a paper"))
    await visit.sees(story.paper.name)
    assert visit.field(t("A few words for the agency")).value == "La voici entière."
    await visit.press(t("Send this paper"))
    await visit.sees(t("Your answer was sent."))
    assert not visit.shows(t("A paper is asked of you"))


async def test_a_message_that_the_ministry_refuses_is_corrected_and_sent(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    long = "Bonjour. " * 500
    await story.actions.cases.write(story.id, long.strip())
    undelivered = visit.window.profile.messages.undelivered
    await visit.until(
        lambda: any(each.state is SendState.NEEDS_ATTENTION for each in undelivered().get(story.id, []))
    )
    await visit.open(routes.HOME)
    await visit.sees(t("A message could not be sent"))
    assert story.box(t("A message could not be sent")) == roles.ERROR_SOFT
    await visit.press(t("Open: {what}", what=t("A message could not be sent")))
    await visit.sees(t("A message could not be sent"))
    await visit.presses("See the message")
    await visit.sees(t("This message could not be sent"))
    await visit.type(t("Your message"), "Et")
    await visit.presses("Correct and send again")
    await visit.until(lambda: visit.field(t("Your message")).value == f"{long.strip()}\n\nEt")
    await visit.key(visit.field(t("Your message")), "Bonjour.")
    await visit.press(t("Send the message"))
    await visit.sees(t("Your message has arrived at the agency."))
    assert not visit.shows(t("This message could not be sent"))
    await visit.open(routes.HOME)
    await visit.until(lambda: not visit.shows(t("A message could not be sent")))


async def test_a_message_has_a_state_of_its_own_until_it_is_answered(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    story.world.desk.message(story.id, "Nous lisons votre demande.")
    await story.actions.cases.refresh()
    await visit.open(routes.messages(story.id))
    await visit.sees("Nous lisons votre demande.")
    story.world.line.is_cut = True
    await visit.type(t("Your message"), "Merci.")
    await visit.press(t("Send the message"))
    kept, arrived = (
        t("Your message is kept and leaves with the network."),
        t("Your message has arrived at the agency."),
    )
    await visit.sees(kept)
    await visit.sees(t("Saved on this device, waits for the network"))
    assert story.box(kept) == roles.ATTENTION_SOFT

    story.world.line.is_cut = False
    visit.window.profile.outbox.wake()
    await visit.sees(arrived)
    await visit.sees(t("Received by the agency"))
    assert not visit.shows(kept)

    story.world.desk.message(story.id, "De rien.")
    await story.actions.cases.refresh()
    await visit.sees("De rien.")
    await visit.sees(t("Answered"))
    assert not visit.shows(arrived)
    assert not visit.shows(t("Received by the agency"))


async def test_home_calls_for_a_decision_with_its_day_and_for_messages_until_they_are_read(
    story: Story,
) -> None:
    visit, t = story.visit, story.t
    await story.begins("sick_leave")
    await story.is_decided()
    for words in ("Votre demande est refusée.", "La lettre est jointe."):
        story.world.desk.message(story.id, words)
    await story.actions.cases.refresh()
    row = (await story.actions.requests.listed(0)).rows[0]
    assert row.clock is not None
    assert row.clock.last_safe_day is not None
    day = clock_words(row.clock, t)
    await visit.sees(t("Decided: refused"))
    await visit.sees(day)
    two = t.n("There is {count} message for you", "There are {count} messages for you", 2)
    await visit.sees(two)
    assert story.box(t("Decided: refused")) == roles.ATTENTION_SOFT
    assert not visit.shows(t("Nothing is on its way."))

    await visit.press(t("Open: {what}", what=t("Decided: refused")))
    await visit.sees(day)
    words = visit.words()
    assert words.index(plain(t("Decided: refused"))) < words.index(
        plain(t("Your request has arrived. Its reference:"))
    )
    await visit.presses("Read the decision")
    await visit.at(t("Decision"))
    await visit.sees(day)
    assert visit.shows(row.clock.law)
    await visit.open(routes.HOME)
    await visit.until(lambda: not visit.shows(t("Decided: refused")))
    await visit.sees(two)
    await visit.open(routes.messages(story.id))
    await visit.sees("La lettre est jointe.")
    await visit.open(routes.HOME)
    await visit.until(lambda: not visit.shows(two))
    # Read, and the time goes on: that is said instead of "nothing".
    await visit.sees(day)
    assert not visit.shows(t("Nothing is on its way."))


async def test_an_accepted_decision_calls_once_and_then_nothing_waits(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    await story.is_decided("accepted")
    await story.actions.cases.refresh()
    await visit.sees(t("Decided: accepted"))
    assert story.box(t("Decided: accepted")) == GREEN
    assert not visit.shows(t("Nothing is on its way."))
    await visit.open(routes.decision(story.id))
    await visit.sees("Il manque deux années.")
    await visit.open(routes.HOME)
    await visit.sees(t("Nothing is on its way."))
    assert not visit.shows(t("Decided: accepted"))


async def test_what_was_read_is_read_after_a_restart_and_what_was_not_is_not(story: Story) -> None:
    visit = story.visit
    await story.begins()
    await story.is_decided()
    await story.actions.cases.refresh()
    profile_id = visit.window.profile.profile.id

    async def reopened() -> bool:
        await story.world.house.close_profile()
        await story.world.house.open_profile(profile_id)
        return await asyncio.to_thread(lambda: bool(visit.window.profile.cases.list()[0].unread_decision))

    assert await reopened()
    await story.actions.cases.read_decision(story.id)
    assert not await reopened()
