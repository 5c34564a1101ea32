"""What a person can do about a request that was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from screens import routes
from screens.context import Handler, use_actions, use_guard, use_news, use_words
from screens.requests.asked import ReplyWays
from services.models.reply import OpenReply


@dataclass(frozen=True, slots=True)
class RequestWays:
    """Handlers of its buttons; `to` gives one that goes to a route."""

    to: Callable[[str], Handler]
    reopen: Handler
    hold: Handler
    resume: Handler
    save_receipt: Handler
    reply: ReplyWays


def use_request_ways(request_id: str) -> RequestWays:
    t, actions, guard, news = use_words(), use_actions(), use_guard(), use_news()

    def to(route: str) -> Handler:
        return guard(lambda: actions.go(route))

    async def reopen() -> None:
        actions.go(routes.draft(await actions.requests.reopen(request_id)))

    async def save_receipt() -> None:
        pdf = await actions.requests.receipt_pdf(request_id)
        request = await actions.requests.open(request_id)
        if pdf is None or request is None:
            news.say(t("The ministry is preparing the receipt. It comes by itself."))
        elif await actions.files.save(f"Qarib-{request.reference}.pdf", pdf):
            news.say(t("The receipt is saved."))

    async def correct(reply: OpenReply) -> None:
        await actions.cases.reopen_reply(reply.state.sending.id)
        actions.go(routes.ask(request_id, reply.state.ask_id))

    return RequestWays(
        to=to,
        reopen=guard(reopen),
        hold=guard(lambda: actions.requests.hold(request_id)),
        resume=guard(lambda: actions.requests.resume(request_id)),
        save_receipt=guard(save_receipt),
        reply=ReplyWays(
            to=to,
            correct=lambda reply: guard(lambda: correct(reply)),
            send_now=lambda held: guard(lambda: actions.cases.send_now(held)),
            note=lambda reply: guard(lambda: actions.cases.note_refusal(reply.state.sending.id)),
        ),
    )
