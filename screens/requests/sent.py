"""What the person sent: their answers in the words of the form, their papers, and a way to use both again."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens import routes
from screens.aloud import when_asked
from screens.components import button, text
from screens.components.answer_list import AnswerLine, answer_list
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.context import use_actions, use_changes, use_guard, use_loaded, use_news, use_ui
from screens.given import OpenDraft, OpenRequest, ReviewRow
from services.models.case import Outcome
from services.models.catalogue import Group, QuestionType
from services.models.document import Document

Groups = list[tuple[Group, list[ReviewRow]]]


@ft.component
def SentScreen() -> ft.View:
    request_id = ft.use_route_params().get("request_id", "")
    ui, actions, guard, changes, news = use_ui(), use_actions(), use_guard(), use_changes(), use_news()
    t = ui.words

    async def load() -> tuple[OpenRequest | None, OpenDraft | None]:
        return await actions.requests.open(request_id), await actions.requests.sent(request_id)

    loaded = use_loaded(load, [request_id, changes.requests, changes.cases])
    request, sent = loaded.value or (None, None)
    title, back = t("What you sent"), routes.request(request_id)
    if request is None:
        gone = notice(t("This request is not on this device."), tone=Tone.ATTENTION)
        return screen(title, not_shown(loaded, t("One moment…"), gone), back=back)
    if sent is None:
        away = notice(
            t("Your answers are not on this device."),
            lines=[t("They are on the device that sent them, and in the receipt.")],
            tone=Tone.ATTENTION,
        )
        return screen(title, [away], back=back)

    async def use_again() -> None:
        draft_id = await actions.requests.use_again(request_id)
        opened = await actions.drafts.open(draft_id)
        if opened is not None and opened.draft.needs_look:
            actions.go(routes.draft(draft_id))
            return
        actions.go(routes.review(draft_id))
        told = t("Your answers are here again. Check each one, dates above all, and add the papers.")
        news.say(told, at=routes.review(draft_id))

    content: list[ft.Control] = [when_asked(text.secondary(_when(request, t)))]
    if sent.draft.form_version != sent.form.version:
        changed = t("The form has changed since. The receipt has all that you sent.")
        content.append(notice(changed, tone=Tone.ATTENTION))
    groups = actions.drafts.review(sent, t)
    content += [*_answers(groups, t), *_papers(sent, groups, t)]
    if request.reference is not None:
        content.append(button.secondary(_again_words(request, t), guard(use_again)))
    return screen(title, content, back=back, kicker=t.text(sent.service.name))


def _when(request: OpenRequest, t: Words) -> str:
    when = t("Sent on {date}", date=t.date_time(request.saved_at))
    if request.reference is None:
        return when
    return f"{when} · {t('Reference {reference}', reference=t.ltr(request.reference))}"


def _answers(groups: Groups, t: Words) -> list[ft.Control]:
    """Show what was answered, without what was left open."""
    shown: list[ft.Control] = []
    for group, rows in groups:
        lines = [
            AnswerLine(t.text(row.question.label), row.answer)
            for row in rows
            if row.answer and row.question.type is not QuestionType.PAPER
        ]
        if lines:
            shown += [text.heading(t.text(group.title), 2), answer_list(lines, t)]
    return shown


def _papers(sent: OpenDraft, groups: Groups, t: Words) -> list[ft.Control]:
    """Show the papers by their names, with their sizes."""
    papers = sent.draft.papers
    lines = [
        AnswerLine(
            t.text(row.question.label),
            "\n".join(_paper(sent.documents.get(each), t) for each in papers[row.question.id]),
        )
        for _, rows in groups
        for row in rows
        if papers.get(row.question.id)
    ]
    return [text.heading(t("The papers"), 2), answer_list(lines, t)] if lines else []


def _paper(document: Document | None, t: Words) -> str:
    if document is None:
        return t("No longer on this device")
    return t("{file} ({size})", file=t.isolate(document.name), size=t.file_size(document.size))


def _again_words(request: OpenRequest, t: Words) -> str:
    """Name the way to a new request.

    One that was not accepted in full is corrected by it.
    """
    decision = request.case.decision if request.case else None
    if decision is not None and decision.outcome is not Outcome.ACCEPTED:
        return t("Correct and send again")
    return t("Use as a model for a new request")
