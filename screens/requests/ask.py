"""Answering the agency that asks for a paper: the paper, a few words if wanted, and off it goes."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import Words, problems
from screens import routes
from screens.aloud import when_asked
from screens.components import button, text
from screens.components.caption import FieldWords
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.components.text_field import TextField
from screens.context import (
    Handler,
    use_actions,
    use_box,
    use_changes,
    use_guard,
    use_loaded,
    use_value,
    use_words,
)
from screens.draft.papers import PaperField
from screens.given import OpenUnsent, PickedFile
from screens.requests.length import too_long
from services.models.case import Ask
from services.models.contract import MAX_NOTE, ProblemType
from services.models.document import Document

MAX_FILES = 3


@ft.component
def AskReply() -> ft.View:
    parameters = ft.use_route_params()
    request_id, ask_id = parameters.get("request_id", ""), parameters.get("ask_id", "")
    t, actions, guard, changes = use_words(), use_actions(), use_guard(), use_changes()
    loaded = use_loaded(lambda: actions.requests.open(request_id), [request_id, changes.cases])
    case = loaded.value.case if loaded.value else None
    asks = case.asks if case else []
    ask = next((item for item in asks if item.id == ask_id), None)
    closed = case is not None and ask is not None and ask not in case.open_asks
    unsent = use_loaded(lambda: actions.cases.unsent_reply(ask_id), [ask_id, closed])
    back = routes.request(request_id)
    if ask is None or unsent.value is None:
        gone = notice(t("This paper is no longer asked."), tone=Tone.ATTENTION)
        return screen(
            t("Send a paper"), not_shown(unsent if ask else loaded, t("One moment…"), gone), back=back
        )
    if closed:
        content = _closed(ask, unsent.value, lambda route: guard(lambda: actions.go(route)), request_id, t)
        return screen(t("Send a paper"), content, back=back)
    reply: ft.View = ReplyForm(request_id, ask, unsent.value)
    return reply


def _closed(
    ask: Ask, unsent: OpenUnsent, to: Callable[[str], Handler], request_id: str, t: Words
) -> list[ft.Control]:
    """Show an ended ask: what was written, and the ways left."""
    ways: list[ft.Control] = []
    lines = [t.text(ask.label)]
    if not ask.answered_at:
        said = problems.describe(ProblemType.CASE_DECIDED, t)
        lines += [said.title, said.text, said.next_step]
        ways.append(button.primary(t("Read the decision"), to(routes.decision(request_id))))
    ways.append(button.secondary(t("Write a message"), to(routes.messages(request_id))))
    gone = notice(
        t("This paper is no longer asked."), lines=lines, tone=Tone.ATTENTION, live=True, actions=ways
    )
    content = [gone]
    if unsent.text.strip() or unsent.documents:
        content.append(text.heading(t("What you began to write"), 2))
    if unsent.text.strip():
        content.append(text.body(t.isolate(unsent.text)))
    content += [text.body(t.isolate(document.name)) for document in unsent.documents]
    return content


@ft.component
def ReplyForm(request_id: str, ask: Ask, unsent: OpenUnsent) -> ft.View:
    """Write a reply; `unsent` is what was written before."""
    t, actions, guard = use_words(), use_actions(), use_guard()
    documents, set_documents = use_value(unsent.documents)
    latest, note = use_box(unsent.documents), use_box(unsent.text)
    error, set_error = use_value("")
    note_error, set_note_error = use_value("")
    back = routes.request(request_id)

    def keep() -> None:
        actions.cases.keep_reply(ask.id, note.value, latest.value)

    def attach(now: list[Document]) -> None:
        latest.value = now
        set_documents(now)
        keep()

    async def add(file: PickedFile, progress: Callable[[float], None]) -> None:
        document = await actions.cases.keep_paper(file, progress)
        attach([*latest.value, document])
        set_error("")

    async def remove(document_id: str) -> None:
        attach([document for document in latest.value if document.id != document_id])
        await actions.cases.drop_paper(document_id)

    async def keep_as_is(document_id: str) -> None:
        kept = await actions.cases.keep_as_is(document_id)
        attach([kept if document.id == document_id else document for document in latest.value])

    def typed(value: str) -> None:
        note.value = value
        keep()

    async def send() -> None:
        if not documents:
            set_error(t("Add the paper first: a photo or a PDF file."))
            return
        set_note_error(wrong := too_long(note.value, MAX_NOTE, t))
        if wrong:
            return
        await actions.cases.reply(request_id, ask.id, documents, note.value.strip())
        actions.go(back)  # where its state is, and is said as it changes

    return screen(
        t("Send a paper"),
        [
            text.heading(t("Why it is asked"), 2),
            *_why(ask, t),
            PaperField(
                FieldWords(t.text(ask.label), "", error), documents, MAX_FILES, add, remove, keep_as_is
            ),
            TextField(
                FieldWords(t("A few words for the agency"), "", note_error, t("optional")),
                unsent.text,
                typed,
                lines=2,
            ),
            button.primary(t("Send this paper"), guard(send)),
        ],
        back=back,
    )


def _why(ask: Ask, t: Words) -> list[ft.Control]:
    lines: list[ft.Control] = [when_asked(text.body(t.written_in(ask.reason_language, ask.reason)))]
    if ask.due_on:
        lines.append(text.strong(t("Before {date}", date=t.date(ask.due_on))))
    return lines
