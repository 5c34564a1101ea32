"""The letter of an appeal: drafted, written on in parts, heard, saved to be printed."""

from __future__ import annotations

from collections.abc import Mapping

import flet as ft

from i18n import msg
from screens import routes
from screens.aloud import Passage
from screens.components import button, layout, text
from screens.components.caption import FieldWords
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.components.text_field import TextField
from screens.context import use_actions, use_box, use_changes, use_guard, use_loaded, use_news, use_ui
from screens.given import OpenRequest
from screens.requests.appeals import last_day, to_confirm
from screens.requests.letter import drafted, words_of_letter
from services.models.appeal import Appeal, AppealClock, LetterPart
from services.models.page import Page

_LABELS = {
    LetterPart.SENDER: msg("Who writes"),
    LetterPart.ADDRESSEE: msg("Who it is written to"),
    LetterPart.SUBJECT: msg("What it is about"),
    LetterPart.REASONS: msg("Your reasons"),
    LetterPart.CLOSING: msg("The end of the letter"),
}
_LINES = {LetterPart.ADDRESSEE: 2, LetterPart.REASONS: 5}


@ft.component
def AppealLetter() -> ft.View:
    parameters = ft.use_route_params()
    request_id, key = parameters.get("request_id", ""), parameters.get("appeal", "")
    ui, actions, changes = use_ui(), use_actions(), use_changes()
    t = ui.words
    loaded = use_loaded(lambda: actions.requests.open(request_id), [request_id, changes.cases])
    kept = use_loaded(lambda: actions.cases.unsent_letter(request_id, key), [request_id, key])
    request = loaded.value
    appeals = request.appeals if request else []
    appeal = next((each for each in appeals if each.key == key and each.clock), None)
    if request is None or appeal is None or appeal.clock is None or kept.value is None:
        gone = notice(t("There is nothing to appeal against."), tone=Tone.ATTENTION)
        waited = kept if appeal else loaded
        content = not_shown(waited, t("One moment…"), gone)
        return screen(t("Letter of appeal"), content, back=routes.decision(request_id))
    letter: ft.View = LetterForm(request, appeal, appeal.clock, kept.value)
    return letter


@ft.component
def LetterForm(
    request: OpenRequest, appeal: Appeal, clock: AppealClock, kept: Mapping[LetterPart, str]
) -> ft.View:
    """Write the letter; `kept` is what was written before."""
    ui, actions, guard, news = use_ui(), use_actions(), use_guard(), use_news()
    t, written = ui.words, words_of_letter(ui.words)
    decision = request.case.decision if request.case else None
    draft = drafted(request, decision, appeal, ui.person, written) if decision else {}
    parts = use_box({**draft, **kept})

    def asks(part: LetterPart) -> ft.Control:
        def typed(value: str) -> None:
            parts.value[part] = value
            actions.cases.keep_letter(request.id, appeal.key, part, value)

        helped = part is LetterPart.REASONS
        help_ = (
            t("Say in your own words why you do not agree. Name the papers that show it.") if helped else ""
        )
        words = FieldWords(t(_LABELS[part]), help_)
        field: ft.Control = TextField(words, parts.value[part], typed, lines=_LINES.get(part, 4))
        return layout.keyed(field, f"letter-{part}")

    async def save() -> None:
        title, paragraphs = written("Letter of appeal"), _paragraphs(parts.value)
        if await actions.files.save_page(Page(title, paragraphs, written.language, written.is_rtl)):
            news.say(t("The letter is saved. Open the file to print it, then sign the letter."))

    def listen() -> None:
        actions.voice.say([Passage(each, when_asked=True) for each in _paragraphs(parts.value) if each])

    step = appeal.route.steps[0]
    how = [text.heading(t("How to send it"), 2), text.body(t.text(step.how))]
    how.append(text.body(t("It cannot be sent from here.")))
    shown = [LetterPart.REASONS] if ui.comfort.simple else [*LetterPart]
    content: list[ft.Control] = [
        layout.card(layout.lines([*last_day(clock, t), *to_confirm(clock.basis, t)])),
        text.body(t("This draft says what is known. What you write stays on this device.")),
        *(asks(part) for part in shown),
        *(
            [button.secondary(t("Listen to the letter"), guard(listen), icon=ft.Icons.VOLUME_UP)]
            * ui.comfort.speaks
        ),
        button.primary(t("Save the letter to print it"), guard(save)),
        *how,
    ]
    return screen(t("Letter of appeal"), content, back=routes.decision(request.id))


def _paragraphs(parts: Mapping[LetterPart, str]) -> list[str]:
    return [parts[part].strip() for part in LetterPart]
