"""All data of the open profile in one encrypted file: taken along, and brought in on another device."""

from __future__ import annotations

import flet as ft

from i18n import Words
from i18n.phrase import joined
from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.caption import FieldWords, caption
from screens.components.error_summary import WrongField
from screens.components.frame import screen
from screens.components.notice import Tone, notice
from screens.components.secret_field import SecretField
from screens.components.spot import spot
from screens.context import Box, Handler, use_actions, use_box, use_guard, use_news, use_value, use_words
from screens.corrections import Corrections, use_corrections
from screens.given import PickedFile, TakenAlong

_FILE, _PASSPHRASE, _AGAIN = "file", "passphrase", "again"
LEAST = 12
"""Signs of a passphrase of an archive, which can be tried without end by who holds the file."""

_NO_FILE: PickedFile | None = None


@ft.component
def TakeAlong() -> ft.View:
    t, actions, guard, news = use_words(), use_actions(), use_guard(), use_news()
    passphrase, again, corrections = use_box(""), use_box(""), use_corrections()

    async def take() -> None:
        wrong = _wrong(passphrase.value, again.value, t)
        corrections.tell(wrong)
        if wrong:
            return
        taken = await actions.archives.take_along(passphrase.value)
        if taken is not None:
            actions.go(routes.PROFILE)
            news.say(_taken(taken, t), routes.PROFILE)

    content: list[ft.Control] = [
        *corrections.summary,
        text.body(t("Your drafts, requests, papers and messages go into one file.")),
        notice(
            t("Only the passphrase opens this file."),
            lines=[t("Nobody can find it for you. Keep it apart from the file.")],
            tone=Tone.ATTENTION,
        ),
        _secret(
            _PASSPHRASE, t("Passphrase of the file"), t("At least 12 characters."), passphrase, corrections
        ),
        _secret(_AGAIN, t("The passphrase again"), "", again, corrections),
        button.primary(t("Take my data along"), guard(take)),
    ]
    return screen(t("Take my data along"), content, back=routes.PROFILE)


@ft.component
def BringIn() -> ft.View:
    t, actions, guard, news = use_words(), use_actions(), use_guard(), use_news()
    passphrase, corrections = use_box(""), use_corrections()
    file, set_file = use_value(_NO_FILE)

    async def choose() -> None:
        picked = await actions.files.pick_archive()
        if picked is not None:
            set_file(picked)
            news.say(t("{file} is chosen.", file=t.isolate(picked.name)))

    async def bring() -> None:
        wrong = []
        if file is None:
            wrong.append(
                WrongField(
                    _FILE, t("File with the data"), t("Choose the file first, for example Qarib.zip.age.")
                )
            )
        if not passphrase.value:
            wrong.append(
                WrongField(_PASSPHRASE, t("Passphrase of the file"), t("Write the passphrase of the file."))
            )
        corrections.tell(wrong)
        if wrong or file is None:
            return
        brought = await actions.archives.bring_in(file, passphrase.value)
        # Where something waits for the person's word, home asks for it.
        after = routes.HOME if brought.held else routes.PROFILE
        actions.go(after)
        news.say(t.n("{count} record came in.", "{count} records came in.", brought.records), after)

    content: list[ft.Control] = [
        *corrections.summary,
        text.body(t("What is in the file is added to this profile. What is here stays as it is.")),
        spot(_chosen(file, guard(choose), corrections.of(_FILE), t), _FILE),
        _secret(_PASSPHRASE, t("Passphrase of the file"), "", passphrase, corrections),
        button.primary(t("Bring the data in"), guard(bring)),
    ]
    return screen(t("Bring data in"), content, back=routes.PROFILE)


def _chosen(file: PickedFile | None, choose: Handler, error: str, t: Words) -> ft.Control:
    words = FieldWords(t("File with the data"), error=error)
    name = t.isolate(file.name) if file else t("No file is chosen yet.")
    parts = [
        layout.silent(caption(words)),
        when_asked(text.body(name)),
        button.secondary(t("Choose the file"), choose, icon=ft.Icons.FOLDER_OPEN),
    ]
    return layout.group(words.name, layout.stack(parts, 12))


def _secret(key: str, label: str, help_: str, typed: Box[str], corrections: Corrections) -> ft.Control:
    return spot(SecretField(FieldWords(label, help_, corrections.of(key)), typed.keep), key)


def _wrong(passphrase: str, again: str, t: Words) -> list[WrongField]:
    if len(passphrase) < LEAST:
        return [
            WrongField(
                _PASSPHRASE,
                t("Passphrase of the file"),
                t("Write at least 12 characters, for example four words."),
            )
        ]
    if passphrase != again:
        return [WrongField(_AGAIN, t("The passphrase again"), t("Both are not the same. Write it again."))]
    return []


def _taken(taken: TakenAlong, t: Words) -> str:
    said = [t.n("{count} record is in the file.", "{count} records are in the file.", taken.records)]
    if taken.left_out:
        said.append(
            t.n(
                "{count} is damaged here and is not in it.",
                "{count} are damaged here and are not in it.",
                taken.left_out,
            )
        )
    if taken.unknown:
        said.append(
            t.n(
                "{count} was written by a newer version of the application and is not in it.",
                "{count} were written by a newer version of the application and are not in it.",
                taken.unknown,
            )
        )
    return joined(" ", said)
