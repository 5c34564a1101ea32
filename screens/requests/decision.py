"""The decision: what, why, its papers, and how to appeal with the clock of each step."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens import routes
from screens.aloud import when_asked
from screens.catalogue import facts
from screens.components import button, text
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.context import (
    Handler,
    use_actions,
    use_changes,
    use_guard,
    use_loaded,
    use_news,
    use_words,
)
from screens.requests.row import clock_words, outcome_tone, outcome_words
from services.models.appeal import AppealClock
from services.models.case import CasePaper
from services.models.catalogue import Basis


@ft.component
def DecisionScreen() -> ft.View:
    request_id = ft.use_route_params().get("request_id", "")
    t, actions, guard, changes, news = use_words(), use_actions(), use_guard(), use_changes(), use_news()
    loaded = use_loaded(lambda: actions.requests.open(request_id), [request_id, changes.cases])
    back = routes.request(request_id)
    decision = loaded.value.case.decision if loaded.value and loaded.value.case else None

    async def read() -> None:
        if decision is not None:
            await actions.cases.read_decision(request_id)

    ft.use_effect(read, [request_id, decision is not None and decision.decided_at])
    if loaded.value is None or decision is None:
        none_yet = notice(t("There is no decision yet."), tone=Tone.ATTENTION)
        return screen(t("Decision"), not_shown(loaded, t("One moment…"), none_yet), back=back)

    tone = outcome_tone(decision.outcome)
    outcome = notice(
        outcome_words(decision.outcome, t),
        lines=[t.date_time(decision.decided_at), *_clock_lines(loaded.value.clock, t)],
        tone=tone,
        icon=ft.Icons.GAVEL if tone is Tone.ATTENTION else None,
    )

    def saves(paper: CasePaper) -> Handler:
        async def save() -> None:
            data = await actions.cases.paper(request_id, paper.id)
            if await actions.files.save(f"Qarib-{loaded.value.case.reference}.pdf", data):  # type: ignore[union-attr]
                news.say(t("The paper is saved."))

        return guard(save)

    content: list[ft.Control] = [
        when_asked(outcome),
        text.heading(t("The reasons"), 2),
        when_asked(text.body(t.isolate(decision.reasons))),
    ]
    if decision.papers:
        content.append(text.heading(t("Papers of the decision"), 2))
        content += [
            button.secondary(
                t("Save: {paper} ({size})", paper=t.text(paper.title), size=t.file_size(paper.size)),
                saves(paper),
                icon=ft.Icons.DOWNLOAD,
            )
            for paper in decision.papers
        ]
    if loaded.value.appeals:
        content.append(text.heading(t("If you do not agree"), 2))
        for route in loaded.value.appeals:
            content += facts.appeal(route, t)
    return screen(t("Decision"), content, back=back)


def _clock_lines(clock: AppealClock | None, t: Words) -> list[str]:
    """Until when an appeal is possible, and on what that rests."""
    if clock is None:
        return []
    lines = [clock_words(clock, t)]
    if clock.last_safe_day is not None:
        counted = t.n(
            "The law gives {count} day from receiving the decision.",
            "The law gives {count} days from receiving the decision.",
            clock.days,
        )
        lines += [
            counted,
            t(
                "Here they are counted from the day it was made, to be sure. A later day may be accepted: ask."
            ),
            t("Go earlier if that day is a public holiday."),
        ]
    if clock.basis is not Basis.VERIFIED:
        lines.append(t("To be confirmed with the agency"))
    return [*lines, t("Source: {source}", source=t.quotation(clock.law_text, clock.law))]
