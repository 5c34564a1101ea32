"""What people look for although no service is for it: how it is done today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from i18n import Words
from screens import routes
from screens.catalogue import facts
from screens.components import button, layout, text
from screens.context import Handler
from services.models.topic import Topic


@dataclass(frozen=True, slots=True)
class _Answer:
    title: str
    lines: list[str]
    is_press: bool = False
    """True if a line is known from the press only."""
    to_messages: bool = False


def _answer(topic: Topic, t: Words) -> _Answer:
    telephone = t(
        "The CNAS gives information and takes complaints by telephone: {number}.", number=t.ltr("3010")
    )
    in_messages = t("About a request that you sent, you can write in its messages.")
    match topic:
        case Topic.COMPLAINT:
            lines = [t("Qarib does not take complaints yet."), in_messages, telephone]
            lines.append(t("Beside each refusal are the ways to appeal."))
            return _Answer(t("To complain"), lines, is_press=True, to_messages=True)
        case Topic.APPOINTMENT:
            lines = [
                t("Qarib does not make appointments yet."),
                t("Ask for one at the counter."),
                in_messages,
            ]
            site = t.ltr("minha.anem.dz")
            lines.append(t("For the unemployment allowance, the site {site} gives appointments.", site=site))
            return _Answer(t("To have an appointment"), lines, is_press=True, to_messages=True)
        case Topic.OFFICE:
            lines = [t("Qarib has no list of offices yet."), t("The page of a service says who handles it.")]
            return _Answer(t("To find an office"), [*lines, telephone], is_press=True)
        case Topic.HELPER:
            lines = [
                t("Many requests can be made for a member of the family."),
                t("Several people can share a device, each with a profile."),
                t("Some forms ask whether you need help at the counter."),
            ]
            return _Answer(t("To be helped"), lines)


def answer(topic: Topic, go: Callable[[str], Handler], t: Words) -> ft.Control:
    """Show how it is done today, with a way within the app."""
    known = _answer(topic, t)
    content: list[ft.Control] = [text.heading(known.title, 2), *map(text.body, known.lines)]
    if known.is_press:
        source = t("Source: {source}", source=t("the press"))
        content += [text.secondary(source), facts.to_confirm(t)]
    if known.to_messages:
        content.append(layout.row([button.secondary(t("See my messages"), go(routes.MESSAGES))]))
    return layout.card(layout.stack(content))
