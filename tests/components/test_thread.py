"""A message has a state of its own: kept here, waiting, sent, answered, or not accepted."""

from __future__ import annotations

from screens import routes
from screens.theme import roles
from services.models.case import MAX_MESSAGE
from services.models.contract import MAX_NOTE
from services.models.outbox import SendState
from tests.components.story import Story


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
    await visit.press(t("A message could not be sent"))
    await visit.sees(t("This message could not be sent"))
    assert visit.shows(t("A message has at most 4,000 signs."))
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


async def test_what_is_too_long_is_told_before_it_is_sent(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    ask_id = await story.is_asked()
    await visit.open(routes.messages(story.id))
    field = t("Your message")
    # Blank lines at its end are not sent, and not counted.
    await visit.type(field, "n")
    await visit.key(visit.field(field), "n" * (MAX_MESSAGE + 1) + "\n\n")
    await visit.press(t("Send the message"))
    await visit.sees(
        t("Write at most {most} signs. You have {count}.", most=t.number(4000), count=t.number(4001))
    )
    assert not visit.window.profile.messages.thread(story.id)
    await visit.key(visit.field(field), "n" * MAX_MESSAGE)
    await visit.press(t("Send the message"))
    await visit.sees(t("Received by the agency"))

    story.actions.cases.keep_reply(ask_id, "n" * (MAX_NOTE + 1), [await story.document()])
    await visit.open(routes.ask(story.id, ask_id))
    await visit.presses("Send this paper")
    await visit.sees(
        t("Write at most {most} signs. You have {count}.", most=t.number(2000), count=t.number(2001))
    )
    assert story.reply_state() is None
    await visit.key(visit.field(t("A few words for the agency")), "n" * MAX_NOTE)
    await visit.presses("Send this paper")
    await visit.sees(t("Your answer was sent."))
