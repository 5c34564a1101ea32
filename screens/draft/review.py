"""Everything at one glance before it is sent, each answer with a way to change it (WCAG 3.3.4)."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import Words
from i18n.field_problems import describe_field
from i18n.photograph_words import advice
from screens import routes
from screens.closing import use_closable
from screens.components import button, layout, text
from screens.components.answer_list import AnswerLine, answer_list
from screens.components.error_summary import error_summary
from screens.components.frame import screen
from screens.components.notice import Tone, notice
from screens.components.progress import progress
from screens.context import use_actions, use_elsewhere, use_guard, use_loaded, use_ui, use_value
from screens.draft.declaration import Sending
from screens.draft.opening import opening
from screens.draft.question import entries
from screens.draft.way import progress_words
from screens.given import ReviewRow
from screens.theme import roles
from services.models.catalogue import question_in
from services.models.document import Document
from services.models.step import group_of as group_part
from services.models.step import step_id


@ft.component
def Review() -> ft.View:
    draft_id = ft.use_route_params().get("draft_id", "")
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t = ui.words
    loaded = use_loaded(lambda: actions.drafts.open(draft_id), [draft_id, use_elsewhere().turns])
    if loaded.value is None:
        return opening(loaded, t)
    opened = loaded.value
    steps = actions.drafts.steps(opened, one_each=ui.comfort.simple)
    found = actions.drafts.check_all(opened)
    group_of = {question: group_part(step.id) for step in steps for question in step.questions}

    def change(question_id: str) -> Callable[..., object]:
        at = step_id(group_of[question_id], question_id)
        return guard(lambda: actions.go(routes.change(draft_id, at)))

    async def send() -> None:
        await actions.drafts.send(opened)
        actions.go(routes.confirmation(draft_id))

    async def discard() -> None:
        await actions.drafts.discard(draft_id)
        actions.go(routes.REQUESTS)

    content: list[ft.Control] = [progress(1.0)]
    if found:
        wrong = {
            problem.question_id: describe_field(problem, t, question_in(opened.form, problem.question_id))
            for problem in found
        }
        content.append(error_summary(entries(wrong, opened.form, t), t, change))
    for question_id, document in actions.drafts.doubtful(opened):
        content.append(_look_again(document, change(question_id), t))
    for group, rows in actions.drafts.review(opened, t):
        content.append(text.heading(t.text(group.title), 2))
        content.append(_group(rows, change, t, large=roles.is_large(ui.comfort.text_size)))
    if not ui.signed_in:
        content.append(
            notice(
                t("You are not signed in."),
                lines=[t("The request is kept here and leaves once you sign in.")],
                tone=Tone.ATTENTION,
            )
        )
    sending: ft.Control = Sending(opened.service, send, not found)
    content.append(sending)
    discarding: ft.Control = Discarding(guard(discard))
    content.append(discarding)
    total = len(steps) + 1
    return screen(
        t("Check and send"),
        content,
        back=routes.group(draft_id, steps[-1].id),
        kicker=progress_words(opened, total, total, t, simple=ui.comfort.simple),
    )


def _look_again(document: Document, change: Callable[..., object], t: Words) -> ft.Control:
    name = t.isolate(document.name)
    found = advice(document.report, t) if document.report else []
    return notice(
        t("This photograph may be hard to read: {file}", file=name),
        lines=found,
        tone=Tone.ATTENTION,
        actions=[button.secondary(t("Change"), change, spoken=t("Change: {what}", what=name))],
    )


@ft.component
def Discarding(discard: Callable[..., object]) -> ft.Control:
    """Ask before a draft is deleted.

    The question takes the focus, not an answer: Enter held down deletes nothing.
    """
    t, guard = use_ui().words, use_guard()
    asking, set_asking = use_value(False)
    closable = use_closable(asking, lambda: set_asking(False))
    if not asking:
        opener = button.link(
            t("Delete this draft"), guard(lambda: set_asking(True)), icon=ft.Icons.DELETE_OUTLINE
        )
        return layout.keyed(opener, closable.opener)
    return notice(
        t("Delete this draft for good?"),
        lines=[t("What you wrote and its papers are removed from this device.")],
        tone=Tone.ATTENTION,
        level=2,
        key=closable.inside,
        actions=[
            button.secondary(t("Yes, delete it"), discard),
            button.secondary(t("No, keep it"), guard(closable.shut)),
        ],
    )


def _group(
    rows: list[ReviewRow], change: Callable[[str], Callable[..., object]], t: Words, *, large: bool
) -> ft.Control:
    return answer_list(
        [
            AnswerLine(t.text(row.question.label), row.answer or t("Not answered"), change(row.question.id))
            for row in rows
        ],
        t,
        large=large,
    )
