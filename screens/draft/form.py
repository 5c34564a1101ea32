"""A request being written: a group of questions a screen, in simple mode one question. Every keystroke is in
the encrypted draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import flet as ft

from i18n import Words
from i18n.field_problems import describe_field
from screens import routes
from screens.components import button, layout, text
from screens.components.error_summary import error_summary
from screens.components.frame import screen
from screens.components.pictogram import pictures
from screens.components.progress import progress
from screens.context import (
    Handler,
    use_actions,
    use_box,
    use_elsewhere,
    use_guard,
    use_loaded,
    use_ui,
    use_value,
)
from screens.draft.fields import Asking, fields
from screens.draft.following import AnswersSoFar, Typed
from screens.draft.opening import Onward, opening
from screens.draft.question import entries
from screens.draft.way import Way, progress_words
from screens.focus import use_focus
from screens.given import OpenDraft
from screens.ports import Actions
from screens.room import Room
from services.models.form import FieldProblem
from services.models.step import Step, question_of

_NOTHING: list[FieldProblem] = []


@ft.component
def DraftStart() -> ft.View:
    """Open a draft where something is wrong, else where the person was."""
    draft_id = ft.use_route_params().get("draft_id", "")
    ui, actions = use_ui(), use_actions()
    loaded = use_loaded(lambda: actions.drafts.open(draft_id), [draft_id, use_elsewhere().turns])
    if loaded.value is None:
        return opening(loaded, ui.words)
    opened = loaded.value
    steps = actions.drafts.steps(opened, one_each=ui.comfort.simple)
    marked = {*opened.draft.refused, *opened.draft.needs_look}
    first = next((step for step in steps if step.questions & marked), None)
    at = first or steps[actions.drafts.place_of(opened, opened.draft.group, steps)]
    onward: ft.View = Onward(routes.group(draft_id, at.id))
    return onward


@ft.component
def DraftGroup() -> ft.View:
    return _asked(changing=False)


@ft.component
def DraftChange() -> ft.View:
    """Show the questions on the way from the review and back."""
    return _asked(changing=True)


def _asked(*, changing: bool) -> ft.View:
    parameters = ft.use_route_params()
    draft_id, at = parameters.get("draft_id", ""), parameters.get("group_id", "")
    ui, actions = use_ui(), use_actions()
    loaded = use_loaded(lambda: actions.drafts.open(draft_id), [draft_id, use_elsewhere().turns])
    _, set_turn = use_value(0)
    if loaded.value is None:
        return opening(loaded, ui.words)
    opened, simple = loaded.value, ui.comfort.simple
    steps = actions.drafts.steps(opened, one_each=simple)
    way = Way(opened, steps, actions.drafts.place_of(opened, at, steps), changing, simple)
    if simple and way.step.id != at:
        # The place is looked up once: it is the first question without an answer, and answering would move it.
        onward: ft.View = Onward(way.to(way.step))
        return onward
    shown: ft.View = QuestionsScreen(way, question_of(at), lambda: set_turn(lambda turn: turn + 1))
    return shown


@ft.component
def QuestionsScreen(way: Way, wanted: str, refresh: Callable[[], None]) -> ft.View:
    """Show one screen of questions, which stays from step to step.

    `wanted` is the question to show first, if any; `refresh` asks again what is to be asked.
    """
    ui, actions, guard, focus = use_ui(), use_actions(), use_guard(), use_focus()
    t, opened, group = ui.words, way.opened, way.step.group
    found, set_found = use_value(_NOTHING)
    said, set_said = use_value(0)
    not_taken = use_box(dict[str, str]()).value
    seen = use_box(way.shown(actions))
    typed = use_box(Typed()).value

    async def show_wanted() -> None:
        if wanted and not way.simple:
            await focus.to(wanted)

    ft.use_effect(show_wanted, [wanted])

    def forward() -> None:
        wrong = _wrong(way.step, opened, actions)
        set_found([each for each in wrong if each.question_id not in opened.draft.refused])
        set_said(said + len(wrong))
        if not wrong:
            actions.drafts.looked_at(opened, way.step.questions)
            seen.value |= way.step.questions
            actions.go(way.onward(actions, seen.value))

    def to_question(question_id: str) -> Handler:
        return guard(lambda: focus.to(question_id))

    advice = _advice(way.step, found, opened, not_taken, actions, t)
    number, total = way.place + 1, len(way.steps) + 1
    content: list[ft.Control] = [progress(number / total)]
    if advice:
        content.append(error_summary(entries(advice, opened.form, t), t, to_question, turn=said))
    if way.simple:
        content += pictures(group.questions[0].pictogram, large=True)
    content += fields(
        group.questions, Asking(opened, advice, not_taken, actions, refresh, typed, way.simple, t)
    )
    content.append(button.primary(t("Continue"), guard(forward)))
    if not way.simple:
        content.append(text.secondary(t("What you write is kept on this device, encrypted.")))
    wide = ui.room is Room.DESKTOP and not way.simple
    if wide:
        so_far: ft.Control = AnswersSoFar(opened, typed)
        content = [layout.beside(content, [so_far])]
    return screen(
        t.text(group.questions[0].label if way.simple else group.title),
        content,
        back=way.back,
        kicker=progress_words(opened, number, total, t, simple=way.simple),
        wide=wide,
    )


def _advice(
    step: Step,
    found: Sequence[FieldProblem],
    opened: OpenDraft,
    not_taken: dict[str, str],
    actions: Actions,
    t: Words,
) -> dict[str, str]:
    """Return what is wrong, in words, by question, in the screen's order.

    What was found when the person went on, and what the ministry named, until that answer changes.
    """
    # Of this step and still asked: the screen stays from step to step, and questions come and go.
    here = {each.question_id: each for each in found if each.question_id in step.questions}
    if step.questions & opened.draft.refused.keys():
        named = (each for each in _wrong(step, opened, actions) if each.question_id in opened.draft.refused)
        here |= {each.question_id: each for each in named}
    # A paper is missing because its file was not taken: why is what helps.
    return {
        question.id: not_taken.get(question.id) or describe_field(here[question.id], t, question)
        for question in step.group.questions
        if question.id in here
    }


def _wrong(step: Step, opened: OpenDraft, actions: Actions) -> list[FieldProblem]:
    """Return the first problem of each question of the step, in order."""
    first: dict[str, FieldProblem] = {}
    for problem in actions.drafts.check_all(opened):
        first.setdefault(problem.question_id, problem)
    return [first[question.id] for question in step.group.questions if question.id in first]
