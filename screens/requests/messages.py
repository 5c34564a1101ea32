"""The thread of messages between the person and the agency about one case."""

from __future__ import annotations

import flet as ft

from screens import routes
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
    use_value,
    use_words,
)
from screens.on_its_way import use_ways
from screens.pages import use_more
from screens.requests.length import too_long
from screens.requests.thread import JustSent, answers, just_sent, shown
from services.models.case import MAX_MESSAGE

AT_ONCE = 50
"""Messages, the newest of the thread."""
_NOTHING_TYPED: str | None = None
_NOTHING_SENT: JustSent | None = None


@ft.component
def MessagesScreen() -> ft.View:
    request_id = ft.use_route_params().get("request_id", "")
    t, actions, guard, changes = use_words(), use_actions(), use_guard(), use_changes()
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
    written, fresh = use_box(_NOTHING_TYPED), use_box(_NOTHING_TYPED)
    turn, set_turn = use_value(0)
    error, set_error = use_value("")
    most, set_most = use_value(AT_ONCE)
    sent, set_sent = use_value(_NOTHING_SENT)
    before = unsent.value.text if unsent.value else ""

    def typed(value: str) -> None:
        written.value = value
        actions.cases.keep_message(request_id, value)

    def begin_with(value: str) -> None:
        """Put these words into the field."""
        written.value = fresh.value = value
        set_error("")
        set_turn(turn + 1)

    async def send() -> None:
        text_ = (before if written.value is None else written.value).strip()
        if not text_:
            set_error(t("Write a message first. For example: When will I have an answer?"))
            return
        if wrong := too_long(text_, MAX_MESSAGE, t):
            set_error(wrong)
            return
        set_sent(JustSent(await actions.cases.write(request_id, text_), answers(loaded.value or [])))
        begin_with("")

    async def correct(message_id: str) -> None:
        begin_with(await actions.cases.reopen_message(message_id))

    ways, thread = use_ways(correct), loaded.value or []
    page = thread[-most:]
    earlier = use_more([item.message.id for item in page], lambda: set_most(most + AT_ONCE))
    back = routes.request(request_id)
    if request.value is None:
        gone = notice(t("This request is not on this device."), tone=Tone.ATTENTION)
        return screen(t("Messages about this request"), not_shown(request, t("One moment…"), gone), back=back)
    content: list[ft.Control]
    if thread:
        way = button.secondary(t("Show earlier messages"), guard(earlier))
        content = [*just_sent(thread, sent, t), *([way] * (len(page) < len(thread)))]
        content += [layout.keyed(shown(item, thread, ways, t), item.message.id) for item in page]
    else:
        content = not_shown(loaded, t("One moment…"), text.body(t("No message yet.")))
    if request.value.case is not None and unsent.status is not Status.LOADING:
        start = before if fresh.value is None else fresh.value
        field: ft.Control = TextField(FieldWords(t("Your message"), "", error), start, typed, lines=3)
        content.append(layout.keyed(field, f"message-{turn}"))
        content.append(button.primary(t("Send the message"), guard(send)))
    return screen(t("Messages about this request"), content, back=back)
