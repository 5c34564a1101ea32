"""Attaching papers: from a file or the camera, read with progress, cancellable, refused in plain words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import flet as ft

from i18n import Words
from screens.components import button, text
from screens.components.camera import CameraView
from screens.components.field import FieldWords, caption, error_line
from screens.components.tile import tile
from screens.context import use_actions, use_guard, use_ui, use_value
from screens.draft.reading import Add, Reading, use_reading
from screens.ports import PickedFile
from screens.theme import LIGHT, RADIUS
from services.models.document import Document


@ft.component
def PaperField(
    words: FieldWords,
    documents: list[Document],
    max_files: int,
    add: Add,
    remove: Callable[[str], Awaitable[None]],
    kept: Sequence[Document] = (),
    reuse: Callable[[str], Awaitable[None]] | None = None,
) -> ft.Control:
    """`add` reads, checks and keeps one file; what it raises is said here, beside the question.

    `kept` are documents that are on the device already: `reuse` attaches one instead of asking for it twice.
    """
    t, guard = use_ui().words, use_guard()
    reading = use_reading(add, max_files - len(documents))
    said = replace(words, error=reading.problem or words.error)

    async def drop(document_id: str) -> None:
        reading.clear()
        await remove(document_id)

    question = ft.Column(caption(replace(words, error="")), spacing=6)
    children: list[ft.Control] = [ft.Semantics(exclude_semantics=True, content=question)]
    children += [_document(document, guard(lambda key=document.id: drop(key)), t) for document in documents]
    if said.error:
        children.append(ft.Semantics(live_region=True, container=True, content=error_line(said.error)))
    if reading.now:
        children.append(_reading(*reading.now, reading.cancel, t))
    elif len(documents) < max_files:
        children.append(_Adding(words.label, len(documents), reading))
        if kept and reuse:
            children.append(_Kept(words.label, kept, reuse))
    frame = ft.Container(
        bgcolor=LIGHT.card,
        border=ft.Border.all(2.5 if said.error else 1, LIGHT.error if said.error else LIGHT.line),
        border_radius=RADIUS + 2,
        padding=16,
        content=ft.Column(children, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
    )
    return ft.Semantics(label=said.name, container=True, content=frame)


@ft.component
def _Adding(label: str, count: int, reading: Reading) -> ft.Control:
    """The ways to add a file; each button says for which paper."""
    actions, t, guard = use_actions(), use_ui().words, use_guard()
    shooting, set_shooting = use_value(False)

    async def photographed(data: bytes) -> None:
        set_shooting(False)

        async def read(_: Callable[[float], None]) -> bytes:
            return data

        async def picked() -> list[PickedFile]:
            return [PickedFile(f"{t('Photo')} {count + 1}.jpg", len(data), read)]

        await reading.run(picked)

    async def from_files(_: ft.Event[ft.OutlinedButton]) -> None:
        # Not guarded: `run` is, and shows its own progress; the time in the dialog is the person's own.
        await reading.run(actions.files.pick)

    if shooting:
        return CameraView(photographed, lambda: set_shooting(False), t)
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
    return ft.Column(buttons, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@ft.component
def _Kept(label: str, documents: Sequence[Document], reuse: Callable[[str], Awaitable[None]]) -> ft.Control:
    """Documents that are here already, shown when asked for."""
    t, guard = use_ui().words, use_guard()
    shown, set_shown = use_value(False)
    if not shown:
        return button.link(
            t("Use a document kept here"),
            guard(lambda: set_shown(True)),
            icon=ft.Icons.FOLDER_OPEN,
            spoken=t("Use a document kept here: {paper}", paper=label),
        )
    return ft.Column(
        [
            tile(
                t.isolate(document.name),
                guard(lambda key=document.id: reuse(key)),
                sub=f"{t.file_size(document.size)} · {t.date_time(document.added_at)}",
                icon=ft.Icons.DESCRIPTION_OUTLINED,
                key=document.id,
            )
            for document in documents
        ],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _document(document: Document, drop: Callable[..., object], t: Words) -> ft.Control:
    name = t.isolate(document.name)
    return ft.Row(
        [
            text.icon(ft.Icons.DESCRIPTION_OUTLINED, LIGHT.primary),
            ft.Container(
                ft.MergeSemantics(
                    ft.Column([text.body(name), text.secondary(t.file_size(document.size))], spacing=0)
                ),
                expand=True,
            ),
            button.link(t("Remove"), drop, spoken=t("Remove: {what}", what=name)),
        ],
        spacing=12,
        key=document.id,
    )


def _reading(name: str, part: float, cancel: Callable[[], None], t: Words) -> ft.Control:
    return ft.Column(
        [
            ft.Semantics(
                live_region=True,
                container=True,
                content=text.body(t("Reading {file}…", file=t.isolate(name))),
            ),
            ft.ProgressBar(
                value=part or None,
                color=LIGHT.primary,
                bgcolor=LIGHT.soft,
                bar_height=8,
                border_radius=4,
                semantics_label=t("Reading the file"),
                semantics_value=int(part * 100),
            ),
            button.secondary(t("Cancel"), lambda _: cancel()),
        ],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
