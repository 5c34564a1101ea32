"""What was asked ends with the decision; a reply that was refused is seen, and can be put right."""

from __future__ import annotations

import flet as ft
import pytest

from i18n.problems import describe
from screens import routes
from screens.theme import roles
from services.errors import RefusedError
from services.models.contract import FieldError, ProblemType
from services.models.outbox import SendState
from services.replies import REPLY
from tests.components.story import Story


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
    said = describe(ProblemType.CASE_DECIDED, t)
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

    # In the list and on home it has the same words, until the person says that they know.
    await visit.open(routes.REQUESTS)
    await visit.sees(failed)
    assert [each.color for each in visit.all(ft.Text) if each.value == failed] == [roles.ERROR]
    await visit.open(routes.HOME)
    await visit.sees(failed)
    await visit.open(routes.request(story.id))
    await visit.presses("I have read this")
    await visit.until(lambda: not visit.has_button(t("I have read this")))
    assert visit.shows("La voici entière.")
    await visit.open(routes.HOME)
    await visit.sees(t("Decided: refused"))
    assert not visit.shows(failed)


async def test_it_is_so_before_the_server_was_asked(story: Story) -> None:
    # Held back, to save data: it is never attempted, and the copy of the case alone says that it is too late.
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
    # A person who pressed "send" in that moment is informed, and keeps it.
    with pytest.raises(RefusedError) as refused:
        await story.actions.cases.reply(story.id, ask_id, [document], "La page entière")
    assert refused.value.type == ProblemType.CASE_DECIDED
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
    # Numbered: another document of the person has its name.
    await visit.until(lambda: any(each.startswith(f"{story.paper.stem} (") for each in visit.words()))
    assert visit.field(t("A few words for the agency")).value == "La voici entière."
    await visit.press(t("Send this paper"))
    await visit.sees(t("Your answer was sent."))
    assert not visit.shows(t("A paper is asked of you"))
