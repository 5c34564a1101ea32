"""Answering the agency that asks for a paper: the paper, a few words if wanted, and off it goes."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from screens import routes
from screens.components import button, text
from screens.components.caption import FieldWords
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.components.text_field import TextField
from screens.context import (
    use_actions,
    use_box,
    use_guard,
    use_loaded,
    use_news,
    use_value,
    use_words,
)
from screens.draft.papers import PaperField
from screens.ports import PickedFile
from screens.requests.steps import moment
from services.models.document import Document

MAX_FILES = 3
_NONE: list[Document] = []


@ft.component
def AskReply() -> ft.View:
    parameters = ft.use_route_params()
    request_id, ask_id = parameters.get("request_id", ""), parameters.get("ask_id", "")
    t, actions, guard, news = use_words(), use_actions(), use_guard(), use_news()
    loaded = use_loaded(lambda: actions.requests.open(request_id), [request_id])
    documents, set_documents = use_value(_NONE)
    error, set_error = use_value("")
    note = use_box("")
    back = routes.request(request_id)
    asks = loaded.value.case.asks if loaded.value and loaded.value.case else []
    ask = next((item for item in asks if item.id == ask_id), None)
    if ask is None:
        gone = notice(t("This paper is no longer asked."), tone=Tone.ATTENTION)
        return screen(t("Send a paper"), not_shown(loaded, t("One moment…"), gone), back=back)

    async def add(file: PickedFile, progress: Callable[[float], None]) -> None:
        document = await actions.cases.keep_paper(file, progress)
        set_documents(lambda kept: [*kept, document])
        set_error("")

    async def remove(document_id: str) -> None:
        await actions.cases.drop_paper(document_id)
        set_documents([document for document in documents if document.id != document_id])

    def typed(value: str) -> None:
        note.value = value

    async def send() -> None:
        if not documents:
            set_error(t("Add the paper first: a photo or a PDF file."))
            return
        await actions.cases.reply(request_id, ask_id, documents, note.value.strip())
        actions.go(back)
        news.text = t("Your answer is kept and leaves with the network.")

    lines = [text.body(ask.reason)]
    if ask.due_on:
        lines.append(text.strong(t("Before {date}", date=t.date(moment(ask.due_on).date()))))
    return screen(
        t("Send a paper"),
        [
            text.heading(t("Why it is asked"), 2),
            *lines,
            PaperField(FieldWords(t.text(ask.label), "", error), documents, MAX_FILES, add, remove),
            TextField(FieldWords(t("A few words for the agency"), "", "", t("optional")), "", typed, lines=2),
            button.primary(t("Send this paper"), guard(send)),
        ],
        back=back,
    )
