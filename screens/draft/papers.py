"""Attaching papers: from a file or the camera, read with progress, cancellable, refused in plain words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import flet as ft

from i18n import Words, joined
from i18n.photograph_words import advice
from screens.aloud import when_asked
from screens.closing import use_closable
from screens.components import button, layout, text
from screens.components.camera import CameraView
from screens.components.caption import FieldWords, caption, error_line, listenable
from screens.components.document_row import document_row
from screens.components.progress import progress
from screens.components.spot import landing
from screens.components.tile import tile
from screens.context import Handler, use_actions, use_guard, use_ui, use_value
from screens.draft.attached import use_attached
from screens.draft.photograph import PhotographGuide, photograph_advice
from screens.draft.reading import Add, Reading, use_reading
from screens.given import PickedFile
from screens.pages import use_more
from services.models.document import Document

KEPT_AT_ONCE = 20
"""Documents that are on the device already, the newest first."""


@ft.component
def PaperField(
    words: FieldWords,
    documents: list[Document],
    max_files: int,
    add: Add,
    remove: Callable[[str], Awaitable[None]],
    keep: Callable[[str], Awaitable[None]],
    kept: Sequence[Document] = (),
    reuse: Callable[[str], Awaitable[None]] | None = None,
) -> ft.Control:
    """Ask for the documents of a paper.

    `add` reads, checks and keeps one file; what it raises is said here, beside the question. `keep` gets the photograph
    that is kept as it is. `kept` are documents that are on the device already: `reuse` attaches one instead of asking
    for it twice.
    """
    t, guard, actions = use_ui().words, use_guard(), use_actions()
    reading = use_reading(add, max_files - len(documents))
    said = replace(words, error=reading.problem or words.error)

    onward = f"onward-{words.label}"
    attached = use_attached([document.id for document in documents], onward, busy=bool(reading.now))

    async def drop(document_id: str) -> None:
        reading.clear()
        await attached.by(remove)(document_id)

    async def retake(document_id: str) -> None:
        await drop(document_id)
        if not actions.files.camera:
            await reading.run(actions.files.pick, freed=1)

    children: list[ft.Control] = [layout.silent(caption(replace(words, error="")))]
    full = len(documents) >= max_files
    # One region says all of the news: of two that change together a screen reader may say one.
    told = "" if said.error else attached.told
    handlers = _Handlers(*(lambda key, act=act: guard(lambda: act(key)) for act in (drop, retake, keep)))
    for each in documents:
        children += _rows(each, words.label, handlers, t, is_news=each.id == told)
    if said.error:
        children.append(layout.live(error_line(said.error)))
    if reading.now:
        children.append(_reading(*reading.now, reading.cancel, t))
        return listenable(said, layout.group(said.name, layout.card(layout.stack(children, 12))))
    if full:
        # Not a button: who goes on from here with Enter or Space must not remove what was just added.
        children.append(landing(text.secondary(t("No more files fit here.")), onward))
    else:
        adding: ft.Control = _Adding(words.label, len(documents), reading)
        children += [*_room(max_files, len(documents), t), layout.keyed(adding, onward)]
        if kept and reuse:
            children.append(_Kept(words.label, kept, attached.by(reuse)))
    frame = layout.card(layout.stack(children, 12), wrong=bool(said.error))
    return listenable(said, layout.group(said.name, frame))


def _room(max_files: int, count: int, t: Words) -> list[ft.Control]:
    if max_files == 1:
        return []
    room = max_files - count
    return [text.secondary(t.n("{count} file fits here.", "{count} files fit here.", room))]


@ft.component
def _Adding(label: str, count: int, reading: Reading) -> ft.Control:
    """Show the ways to add a file, each naming its paper."""
    actions, t, guard = use_actions(), use_ui().words, use_guard()
    shooting, set_shooting = use_value(False)
    closable = use_closable(shooting, lambda: set_shooting(False))

    async def photographed(data: bytes) -> None:
        set_shooting(False)

        async def read(_: Callable[[float], None]) -> bytes:
            return data

        async def picked() -> list[PickedFile]:
            return [PickedFile(f"{t('Photo')} {count + 1}.jpg", len(data), read)]

        await reading.run(picked)

    async def from_files(_: object) -> None:
        # Not guarded: `run` is, and shows its own progress; the time in the dialog is the person's own.
        await reading.run(actions.files.pick)

    if shooting:
        camera: ft.Control = CameraView(photographed, lambda: set_shooting(False), t)
        return layout.keyed(camera, closable.inside)
    choose = t("Add a page: {paper}", paper=label) if count else t("Choose a file: {paper}", paper=label)
    buttons = [
        button.secondary(
            t("Add a page") if count else t("Choose a file"),
            from_files,
            icon=ft.Icons.ATTACH_FILE,
            spoken=choose,
        )
    ]
    if actions.files.camera:
        buttons.append(
            button.secondary(
                t("Take a photo"),
                guard(lambda: set_shooting(True)),
                icon=ft.Icons.PHOTO_CAMERA_OUTLINED,
                spoken=t("Take a photo: {paper}", paper=label),
            )
        )
    guide: ft.Control = PhotographGuide(label)
    return layout.keyed(layout.stack([*buttons, guide], 12), closable.opener)


@ft.component
def _Kept(label: str, documents: Sequence[Document], reuse: Callable[[str], Awaitable[None]]) -> ft.Control:
    """Show the documents that are here already, when asked for."""
    t, guard = use_ui().words, use_guard()
    shown, set_shown = use_value(False)
    most, set_most = use_value(KEPT_AT_ONCE)
    page = documents[:most]
    spots = {document.id: f"kept-{label}-{document.id}" for document in page}
    more = use_more([*spots.values()], lambda: set_most(most + KEPT_AT_ONCE))
    closable = use_closable(shown, lambda: set_shown(False))
    if not shown:
        way = button.link(
            t("Use a document kept here"),
            guard(lambda: set_shown(True)),
            icon=ft.Icons.FOLDER_OPEN,
            spoken=t("Use a document kept here: {paper}", paper=label),
        )
        return layout.row([layout.keyed(way, closable.opener)])

    def row(document: Document) -> ft.Control:
        what = tile(
            t.isolate(document.name),
            guard(lambda: reuse(document.id)),
            sub=f"{t.file_size(document.size)} · {t.date_time(document.added_at)}",
            icon=ft.Icons.DESCRIPTION_OUTLINED,
        )
        return layout.keyed(when_asked(what), spots[document.id])

    rows = [row(document) for document in page]
    if len(page) < len(documents):
        rows.append(button.secondary(t("Show more documents"), guard(more)))
    return layout.keyed(layout.stack(rows), closable.inside)


@dataclass(frozen=True, slots=True)
class _Handlers:
    """What can be done with a document, by its id."""

    drop: Callable[[str], Handler]
    retake: Callable[[str], Handler]
    keep: Callable[[str], Handler]


def _rows(document: Document, paper: str, do: _Handlers, t: Words, *, is_news: bool) -> list[ft.Control]:
    """Show a document and, beside it, what its photograph lacks.

    One document may be attached for two papers. As news, a screen reader says that it is attached.
    """
    name, size, key = t.isolate(document.name), t.file_size(document.size), document.id
    found = advice(document.report, t) if document.report else []
    news = [t("{file} is attached.", file=name), f"{size}.", *found] if is_news else []
    what = joined(" – ", [name, paper])
    is_good = document.report is not None and document.report.ok
    row = document_row(
        name,
        " · ".join([size, *found]) if is_good else size,
        button.link(t("Remove"), do.drop(key), spoken=t("Remove: {what}", what=what)),
        key=key,
        told=" ".join(news),
    )
    if document.report is None or is_good:
        return [row]
    finding = photograph_advice(document.report, do.retake(key), do.keep(key), what, t)
    return [row, layout.keyed(finding, f"finding-{key}")]


def _reading(name: str, part: float, cancel: Callable[[], None], t: Words) -> ft.Control:
    return layout.stack(
        [
            when_asked(layout.live(text.body(t("Reading {file}…", file=t.isolate(name))))),
            progress(part, t("Reading the file")),
            button.secondary(t("Cancel"), lambda _: cancel()),
        ]
    )
