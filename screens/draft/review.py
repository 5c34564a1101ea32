"""Everything at one glance before it is sent, each answer with a way to change it (WCAG 3.3.4)."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import Words
from i18n.field_problems import describe_field
from screens import routes
from screens.components import button, text
from screens.components.notice import Tone, notice
from screens.components.screen import screen
from screens.context import use_actions, use_elsewhere, use_guard, use_loaded, use_ui, use_value
from screens.draft.opening import opening
from screens.draft.problems_summary import summary
from screens.ports import ReviewRow
from screens.theme import LIGHT, RADIUS


@ft.component
def Review() -> ft.View:
    draft_id = ft.use_route_params().get("draft_id", "")
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t = ui.words
    loaded = use_loaded(lambda: actions.drafts.open(draft_id), [draft_id, use_elsewhere().turns])
    asking, set_asking = use_value(False)
    if loaded.value is None:
        return opening(loaded, t)
    opened = loaded.value
    groups = actions.drafts.groups(opened)
    found = actions.drafts.check_all(opened)
    group_of = {question.id: group.id for group in groups for question in group.questions}

    def change(question_id: str) -> Callable[..., object]:
        return guard(lambda: actions.go(routes.group(draft_id, group_of.get(question_id, groups[0].id))))

    async def send() -> None:
        await actions.drafts.send(opened)
        actions.go(routes.request(draft_id))

    async def discard() -> None:
        await actions.drafts.discard(draft_id)
        actions.go(routes.REQUESTS)

    content: list[ft.Control] = []
    if found:
        advice = {problem.question_id: describe_field(problem, t) for problem in found}
        content.append(summary(advice, opened.form, t, change))
    for group, rows in actions.drafts.review(opened, t):
        content.append(text.heading(t.text(group.title), 2))
        content.append(_group(rows, change, t))
    if not ui.signed_in:
        content.append(
            notice(
                t("You are not signed in."),
                lines=[t("The request is kept here and leaves once you sign in.")],
                tone=Tone.ATTENTION,
            )
        )
    if found:
        content.append(text.body(t("Put these answers right, then send.")))
    content.append(button.primary(t("Send the request"), guard(send), disabled=bool(found)))
    content.append(_discarding(asking, set_asking, guard(discard), t))
    kicker = t(
        "{service} – step {number} of {total}",
        service=t.text(opened.service.name),
        number=len(groups) + 1,
        total=len(groups) + 1,
    )
    return screen(t("Check and send"), content, back=routes.group(draft_id, groups[-1].id), kicker=kicker)


def _discarding(
    asking: bool, set_asking: Callable[[bool], None], discard: Callable[..., object], t: Words
) -> ft.Control:
    if not asking:
        return button.link(t("Delete this draft"), lambda _: set_asking(True), icon=ft.Icons.DELETE_OUTLINE)
    return notice(
        t("Delete this draft for good?"),
        lines=[t("What you wrote and its papers are removed from this device.")],
        tone=Tone.ATTENTION,
        live=True,
        actions=[
            button.secondary(t("Yes, delete it"), discard),
            button.secondary(t("No, keep it"), lambda _: set_asking(False)),
        ],
    )


def _group(rows: list[ReviewRow], change: Callable[[str], Callable[..., object]], t: Words) -> ft.Control:
    return ft.Container(
        bgcolor=LIGHT.card,
        border=ft.Border.all(1, LIGHT.line),
        border_radius=RADIUS + 2,
        padding=ft.Padding.symmetric(horizontal=16, vertical=4),
        content=ft.Column(
            [
                ft.Container(
                    _row(row, change(row.question.id), t),
                    padding=ft.Padding.symmetric(vertical=10),
                    border=ft.Border.only(top=ft.BorderSide(1, LIGHT.soft)) if place else None,
                )
                for place, row in enumerate(rows)
            ],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _row(row: ReviewRow, change: Callable[..., object], t: Words) -> ft.Control:
    label = t.text(row.question.label)
    return ft.Row(
        [
            text.pair(label, row.answer or t("Not answered")),
            button.link(t("Change"), change, spoken=t("Change: {what}", what=label)),
        ],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
