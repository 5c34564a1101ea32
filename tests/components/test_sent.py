"""What was sent can be read, and is a model for another request."""

from __future__ import annotations

import asyncio

from screens import routes
from tests.app.test_drafts import signs_in
from tests.components.harness import plain
from tests.components.story import Story


async def test_what_was_sent_is_read_in_the_words_of_the_form_with_papers_and_sizes(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    await visit.open(routes.request(story.id))
    await visit.presses("What you sent")
    await visit.at(t("What you sent"))
    sent = await story.actions.requests.sent(story.id)
    assert sent is not None
    answered = [row for _, rows in story.actions.drafts.review(sent, t) for row in rows if row.answer]
    assert len(answered) > 3
    await visit.sees(t.text(answered[0].question.label))
    for row in answered:
        assert visit.shows(t.text(row.question.label))
        if not row.question.paper:
            assert visit.shows(plain(row.answer))
    assert sent.documents
    for document in sent.documents.values():
        size = t.file_size(document.size)
        assert visit.shows(t("{file} ({size})", file=document.name, size=size))
    assert not visit.has_button(t("Change"))
    assert not visit.shows(t("Not answered"))


async def test_it_is_a_model_for_another_that_opens_at_the_review_without_papers(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    first = await story.actions.requests.sent(story.id)
    assert first is not None
    await visit.open(routes.sent(story.id))
    await visit.presses("Use as a model for a new request")
    await visit.at(t("Check and send"))
    draft_id = visit.page.route.split("/")[2]
    again = await story.actions.drafts.open(draft_id)
    assert again is not None
    assert draft_id != story.id
    assert (again.draft.inputs, again.draft.papers) == (first.draft.inputs, {})
    # The papers of the first are on the device, to be attached again.
    assert {*first.documents} <= {*again.documents}
    await visit.sees(t("Your answers are here again. Check each one, dates above all, and add the papers."))


async def test_a_refused_one_is_corrected_by_the_same_way(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    await story.is_decided()
    await story.actions.cases.refresh()
    await visit.open(routes.sent(story.id))
    await visit.presses("Correct and send again")
    await visit.at(t("Check and send"))
    # The refused one stays as it was decided.
    rows = await asyncio.to_thread(visit.window.profile.cases.listed)
    assert [row.id for row in rows] == [story.id]


async def test_what_another_device_sent_is_said_to_be_there(story: Story) -> None:
    visit, t = story.visit, story.t
    await story.begins()
    await asyncio.to_thread(story.world.house.profiles.create, "Autre")
    await visit.presses("Hide now")
    await visit.at(t("Who is using Qarib?"))
    await visit.press("Autre")
    await visit.at(t("Hello, {name}", name="Autre"))
    await signs_in(visit)
    await visit.window.profile.refresh_cases()
    await visit.sees(t("Under way"))
    await visit.open(routes.sent(story.id))
    await visit.sees(t("Your answers are not on this device."))
