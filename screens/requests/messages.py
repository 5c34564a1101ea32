"""The thread of messages between the person and the agency about one case."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.caption import FieldWords
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.components.text_field import TextField
from screens.context import (
    Status,
    use_actions,
    use_box,
    use_changes,
    use_guard,
    use_loaded,
    use_news,
    use_value,
    use_words,
)
from screens.given import ThreadMessage
from screens.requests.row import held_words
from screens.requests.steps import moment
from services.models.outbox import SendState

_NOTHING_TYPED: str | None = None


@ft.component
def Messages() -> ft.View:
    request_id = ft.use_route_params().get("request_id", "")
    t, actions, guard, changes, news = use_words(), use_actions(), use_guard(), use_changes(), use_news()
    loaded = use_loaded(
        lambda: actions.cases.messages(request_id), [request_id, changes.cases, changes.requests]
    )
    ft.use_effect(
        lambda: actions.cases.watch(request_id),
        [request_id],
        cleanup=lambda: actions.cases.unwatch(request_id),
    )
    unsent = use_loaded(lambda: actions.cases.unsent_message(request_id), [request_id])
    request = use_loaded(lambda: actions.requests.open(request_id), [request_id, changes.cases])
    written = use_box(_NOTHING_TYPED)
    turn, set_turn = use_value(0)
    error, set_error = use_value("")

    before = unsent.value.text if unsent.value else ""

    def typed(value: str) -> None:
        written.value = value
        actions.cases.keep_message(request_id, value)

    async def send() -> None:
        text_ = (before if written.value is None else written.value).strip()
        if not text_:
            set_error(t("Write a message first. For example: When will I have an answer?"))
            return
        await actions.cases.write(request_id, text_)
        written.value = ""
        set_error("")
        set_turn(turn + 1)
        news.say(t("Your message is kept and leaves with the network."))

    back = routes.request(request_id)
    if request.value is None:
        gone = notice(t("This request is not on this device."), tone=Tone.ATTENTION)
        return screen(t("Messages"), not_shown(request, t("One moment…"), gone), back=back)
    thread = loaded.value or []
    content: list[ft.Control]
    if thread:
        content = [_message(item, t) for item in thread]
    else:
        content = not_shown(loaded, t("One moment…"), text.body(t("No message yet.")))
    if request.value.case is not None and unsent.status is not Status.LOADING:
        start = before if turn == 0 else ""
        field: ft.Control = TextField(FieldWords(t("Your message"), "", error), start, typed, lines=3)
        content.append(layout.keyed(field, f"message-{turn}"))
        content.append(button.primary(t("Send the message"), guard(send)))
    return screen(t("Messages"), content, back=back)


def _message(item: ThreadMessage, t: Words) -> ft.Control:
    message = item.message
    mine = message.sender == "person"
    who = t("You") if mine else t("The agency")
    details = [who, t.date_time(moment(message.sent_at))]
    if item.sending is not None and item.sending.state is SendState.HELD:
        details.append(held_words(item.sending, t))
    elif item.sending is not None and item.sending.state is not SendState.SENT:
        details.append(t("waiting to be sent"))
    said = layout.merged(
        [text.secondary(" · ".join(details)), when_asked(text.body(t.isolate(message.text)))]
    )
    return layout.card(said, soft=mine, key=message.id)
