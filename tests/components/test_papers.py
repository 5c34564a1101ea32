"""Attaching papers: read with progress, cancelled, refused in words, used again, and never too many."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import flet as ft
import pytest

from screens.components.caption import FieldWords
from screens.context import use_value
from screens.draft import attached
from screens.draft.papers import PaperField
from screens.given import PickedFile
from services.errors import DocumentError
from services.models.document import Document
from services.models.photograph import PhotographReport
from tests.components.harness import Harness, plain, walk, words_of
from tests.components.stage import Stage

PAPER = "Ordonnance"


def document(name: str, report: PhotographReport | None = None) -> Document:
    return Document(name, name, "application/pdf", 2048, "0" * 64, "2026-11-21T18:00:00Z", report=report)


def file(name: str, error: Exception | None = None, gate: asyncio.Event | None = None) -> PickedFile:
    async def read(progress: Callable[[float], None]) -> bytes:
        progress(0.4)
        if gate is not None:
            await gate.wait()
        if error is not None:
            raise error
        return name.encode()

    return PickedFile(name, 2048, read)


@pytest.fixture(autouse=True)
def news_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attached, "AFTER_FOCUS", 0.0)


@dataclass
class Desk:
    """The field on a page that keeps what is added."""

    ui: Harness
    stage: Stage
    documents: list[Document] = field(default_factory=list)
    kept: list[Document] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    async def show(self, max_files: int = 2) -> None:
        def page() -> Any:
            _, set_turn = use_value(0)

            def refresh() -> None:
                set_turn(lambda turn: turn + 1)

            async def add(picked: PickedFile, progress: Callable[[float], None]) -> None:
                try:
                    await picked.read(progress)
                except asyncio.CancelledError:
                    self.cancelled.append(picked.name)
                    raise
                self.documents = [*self.documents, document(picked.name, self.stage.files.report)]
                refresh()

            async def keep(document_id: str) -> None:
                self.documents = [
                    replace(each, report=None) if each.id == document_id else each for each in self.documents
                ]
                refresh()

            async def remove(document_id: str) -> None:
                self.documents = [each for each in self.documents if each.id != document_id]
                refresh()

            async def reuse(document_id: str) -> None:
                self.documents = [*self.documents, document(document_id)]
                refresh()

            words = FieldWords(PAPER)
            return PaperField(words, self.documents, max_files, add, remove, keep, self.kept, reuse)

        await self.stage.show(self.ui, page)

    @property
    def choose(self) -> str:
        return self.stage.t("Choose a file: {paper}", paper=PAPER)

    def names(self) -> list[str]:
        return [each.name for each in self.documents]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Harness() as ui:
        yield Desk(ui, Stage())


async def test_a_file_is_read_with_progress_and_kept(desk: Desk) -> None:
    gate = asyncio.Event()
    desk.stage.files.picked = [file("ordonnance.pdf", gate=gate)]
    await desk.show()
    pressed = asyncio.ensure_future(desk.ui.press(desk.choose))
    bar = await desk.ui.until(lambda: desk.ui.all(ft.ProgressBar))
    assert (bar[0].value, bar[0].semantics_value) == (0.4, 40)
    assert desk.ui.shows(desk.stage.t("Reading {file}…", file="ordonnance.pdf"))
    assert not desk.ui.has_button(desk.choose)
    gate.set()
    await pressed
    assert desk.ui.shows("ordonnance.pdf")
    assert desk.ui.all(ft.ProgressBar) == []
    assert desk.names() == ["ordonnance.pdf"]


async def test_reading_can_be_cancelled(desk: Desk) -> None:
    desk.stage.files.picked = [file("grand.pdf", gate=asyncio.Event())]
    await desk.show()
    pressed = asyncio.ensure_future(desk.ui.press(desk.choose))
    await desk.ui.until(lambda: desk.ui.all(ft.ProgressBar))
    await desk.ui.press(desk.stage.t("Cancel"))
    await pressed
    assert desk.cancelled == ["grand.pdf"]
    assert desk.documents == []
    assert desk.ui.has_button(desk.choose)
    assert said(desk.ui) == []
    assert desk.stage.reports == []


async def test_a_refused_file_is_said_beside_the_question(desk: Desk) -> None:
    desk.stage.files.picked = [file("programme.pdf", DocumentError("wrong_type"))]
    await desk.show()
    await desk.ui.press(desk.choose)
    assert len(said(desk.ui)) == 1
    desk.stage.files.picked = [file("bon.pdf")]
    await desk.ui.press(desk.choose)
    await desk.ui.settle()
    assert [line.startswith("bon.pdf est joint.") for line in said(desk.ui)] == [True]
    assert desk.names() == ["bon.pdf"]


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize(
    "reason",
    ["empty", "too_large", "wrong_type", "damaged", "protected", "too_many_pixels", "too_many_pages"],
)
async def test_every_refusal_has_words_of_its_own(language: str, reason: str) -> None:
    async with Harness() as ui:
        desk = Desk(ui, Stage(language))
        desk.stage.files.picked = [file("x", DocumentError(reason, limit=20 * 1024 * 1024))]
        await desk.show()
        await ui.press(desk.choose)
        assert len(said(ui)[0]) > 20
        assert reason not in said(ui)[0]


async def test_an_error_that_no_one_expects_opens_the_calm_page(desk: Desk) -> None:
    fault = RuntimeError("a fault of ours")
    desk.stage.files.picked = [file("x.pdf", fault)]
    await desk.show()
    await desk.ui.press(desk.choose)
    assert desk.stage.reports == [fault]


async def test_when_there_are_enough_no_more_can_be_added(desk: Desk) -> None:
    desk.documents = [document("un.pdf")]
    desk.kept = [document("carte.pdf")]
    await desk.show(max_files=1)
    t = desk.stage.t
    assert not desk.ui.has_button(t("Choose a file: {paper}", paper=PAPER))
    assert not desk.ui.has_button(t("Add a page: {paper}", paper=PAPER))
    assert not desk.ui.has_button(t("Use a document kept here: {paper}", paper=PAPER))
    await desk.ui.press(t("Remove: {what}", what="un.pdf"))
    assert desk.documents == []
    assert desk.ui.has_button(desk.choose)


async def test_of_too_many_picked_at_once_it_is_said_which_were_not_taken(desk: Desk) -> None:
    desk.stage.files.picked = [file("1.pdf"), file("2.pdf"), file("drei.pdf")]
    await desk.show(max_files=2)
    await desk.ui.press(desk.choose)
    assert desk.names() == ["1.pdf", "2.pdf"]
    assert len(said(desk.ui)) == 1, "of two that change together a screen reader may say one"
    assert "drei.pdf" in said(desk.ui)[0]
    assert "2" not in said(desk.ui)[0], "no place is free any more"


async def test_a_document_kept_here_is_used_again(desk: Desk) -> None:
    desk.kept = [document("carte-chifa.pdf")]
    await desk.show()
    assert not desk.ui.has_button("carte-chifa.pdf")
    await desk.ui.press(desk.stage.t("Use a document kept here: {paper}", paper=PAPER))
    await desk.ui.press("carte-chifa.pdf")
    assert desk.names() == ["carte-chifa.pdf"]


@pytest.mark.parametrize(("max_files", "onward"), [(2, "Add a page"), (1, "No more files fit here.")])
async def test_the_focus_goes_on_within_the_question(max_files: int, onward: str) -> None:
    # What was pressed is gone once a file is read, or a document taken away. The focus is never on "Remove": Enter once
    # more would take away what was just added.
    async with Harness(web=True) as ui:
        desk = Desk(ui, Stage())
        desk.stage.files.picked = [file("un.pdf")]
        await desk.show(max_files)
        assert wanted(ui) == ""
        await ui.press(desk.choose)
        await ui.settle()
        assert wanted(ui).startswith(desk.stage.t(onward))
        await ui.press(desk.stage.t("Remove: {what}", what="un.pdf"))
        await ui.settle()
        assert wanted(ui).startswith(desk.stage.t("Choose a file"))


def wanted(ui: Harness) -> str:
    """Return the words of the control that should take the focus first."""
    marks = [each for each in ui.all(ft.Semantics) if each.identifier]
    inside = [each for mark in marks for each in walk(mark)]
    takers = [
        each for each in inside if isinstance(each, ft.OutlinedButton | ft.TextButton | ft.KeyboardListener)
    ]
    return words_of(takers[0]) if takers else ""


def said(ui: Harness) -> list[str]:
    """Return what the field says by itself to a screen reader."""
    return [plain(each.label or words_of(each)) for each in ui.all(ft.Semantics) if each.live_region]
