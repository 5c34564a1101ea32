"""A photograph taken without seeing it: what to do before, what is said after, again or kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from i18n import Words
from i18n.photograph_words import advice, steps
from screens import routes
from screens.given import PickedFile
from services.models.photograph import Finding, PhotographReport, Place, Problem, Step
from tests.components.harness import plain
from tests.components.stage import Stage
from tests.components.test_papers import PAPER, Desk, desk, file, news_at_once, said
from tests.components.world import Visit, World
from tests.journeys.papers import photograph

__all__ = ["desk", "news_at_once"]
BOTH = pytest.mark.parametrize("language", ["ar", "fr"])
DARK = PhotographReport((Finding(Problem.TOO_DARK), Finding(Problem.EDGES_CUT, (Place.LEFT,))), 2)


async def _reads(desk: Desk, report: PhotographReport | None) -> Stage:
    desk.stage.files.picked, desk.stage.files.report = [file("photo.jpg")], report
    await desk.show()
    await desk.ui.press(desk.choose)
    return desk.stage


async def test_what_a_picture_lacks_is_said_and_it_can_be_taken_again(desk: Desk) -> None:
    t = (await _reads(desk, DARK)).t
    assert desk.names() == ["photo.jpg"], "guidance never stops anyone from keeping a picture"
    for line in advice(DARK, t):
        assert desk.ui.shows(line)
    await desk.ui.settle()
    (news,) = said(desk.ui)
    assert news.startswith("photo.jpg est joint."), (
        "all of the news at once: of two regions one may stay unsaid"
    )
    assert all(plain(line) in news for line in advice(DARK, t))
    desk.stage.files.picked, desk.stage.files.report = [file("encore.jpg")], PhotographReport((), 4)
    await desk.ui.press(t("Take it again"))
    assert desk.names() == ["encore.jpg"]
    assert desk.ui.shows(t("Four corners seen."))
    assert not desk.ui.has_button(t("Take it again"))


async def test_each_photograph_has_its_finding_beside_it(desk: Desk) -> None:
    desk.stage.files.picked = [file("un.jpg"), file("deux.jpg")]
    desk.stage.files.report = DARK
    await desk.show(max_files=3)
    await desk.ui.press(desk.choose)
    t = desk.stage.t
    words = desk.ui.words()
    assert words.count(advice(DARK, t)[0]) == 2
    assert words.index("un.jpg") < words.index(advice(DARK, t)[0]) < words.index("deux.jpg")
    await desk.ui.press(t("Keep it: {what}", what=f"un.jpg – {PAPER}"))
    assert desk.ui.words().count(advice(DARK, t)[0]) == 1
    assert desk.ui.has_button(t("Keep it: {what}", what=f"deux.jpg – {PAPER}"))


async def test_it_can_be_kept_as_it_is(desk: Desk) -> None:
    t = (await _reads(desk, DARK)).t
    await desk.ui.press(t("Keep it"))
    assert desk.names() == ["photo.jpg"]
    assert not desk.ui.shows(t("The picture is too dark. Turn on a light."))


async def test_nothing_is_said_of_what_is_no_picture(desk: Desk) -> None:
    t = (await _reads(desk, None)).t
    assert not desk.ui.has_button(t("Keep it"))
    assert not desk.ui.shows(t("The picture is clear."))


async def test_the_steps_before_a_picture_are_there_when_asked_for(desk: Desk) -> None:
    await desk.show()
    t = desk.stage.t
    assert not desk.ui.shows(steps(t)[0])
    await desk.ui.press(t("How to take the picture"))
    for line in steps(t):
        assert desk.ui.shows(line)


@BOTH
def test_each_step_and_each_problem_has_words_of_its_own(language: str) -> None:
    t = Words(language)
    assert len(set(steps(t))) == len(Step)
    said = {advice(PhotographReport((Finding(problem),), 0), t)[0] for problem in Problem}
    assert len(said) == len(Problem)


@BOTH
@pytest.mark.parametrize("place", Place)
def test_where_a_paper_is_cut_or_shines_is_said(language: str, place: Place) -> None:
    t = Words(language)
    for problem in (Problem.EDGES_CUT, Problem.GLARE):
        one = advice(PhotographReport((Finding(problem, (place,)),), 0), t)[0]
        others = {
            advice(PhotographReport((Finding(problem, (other,)),), 0), t)[0]
            for other in Place
            if other != place
        }
        assert one not in others


async def test_the_real_checker_looks_at_what_is_attached(world: World, tmp_path: Path) -> None:
    async with Visit(world.house, "fr") as visit:
        await visit.opens()
        await world.house.open_profile(world.house.profiles.create("Amina").id)
        kept = visit.window.actions.cases.keep_paper
        data = photograph(tmp_path / "page.jpg").read_bytes()

        async def read(_: Callable[[float], None]) -> bytes:
            return data

        first, second = [
            await kept(PickedFile("image.jpg", len(data), read), lambda _: None) for _ in range(2)
        ]
        assert first.report is not None
        assert [first.name, second.name] == ["image.jpg", "image (2).jpg"], "no two buttons of one name"


async def test_a_warning_that_was_not_answered_stands_in_the_review(world: World, tmp_path: Path) -> None:
    data = dark_sheet()

    async def read(_: Callable[[float], None]) -> bytes:
        return data

    async with Visit(world.house, "fr") as visit:
        await visit.opens()
        await world.house.open_profile(world.house.profiles.create("Amina").id)
        drafts = visit.window.actions.drafts
        draft_id = await drafts.start("chifa_card")
        opened = await drafts.open(draft_id)
        assert opened is not None
        question = next(each for group in opened.form.groups for each in group.questions if each.paper)
        await drafts.add_document(
            opened, question.id, PickedFile("nuit.png", len(data), read), lambda _: None
        )
        t = visit.t
        title = t("This photograph may be hard to read: {file}", file=t.isolate("nuit.png"))
        await visit.open(routes.review(draft_id))
        await visit.sees(title)
        ((_, document),) = drafts.doubtful(opened)
        await drafts.keep_as_is(opened, document.id)
        assert drafts.doubtful(opened) == []


def dark_sheet() -> bytes:
    """Make a photograph in which nothing can be read."""
    made = io.BytesIO()
    Image.new("RGB", (1200, 1600), (6, 6, 6)).save(made, "PNG")
    return made.getvalue()
