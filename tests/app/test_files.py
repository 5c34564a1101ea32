"""Files of a desktop: what the person reads where the system's window, a folder or a file does not do its part."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from app.shell.files import MAX_ARCHIVE_BYTES
from i18n import problems
from screens import routes
from services.documents import MAX_PICTURE_BYTES
from services.errors import DocumentError, FileError
from tests.components.world import Visit, World, visiting

NO_PORTAL = RuntimeError("org.freedesktop.DBus.Error.ServiceUnknown: The name is not activatable")
CALLS = ("pick", "pick_archive", "save")


async def call(visit: Visit, what: str) -> Any:
    files = visit.window.actions.files
    return await (files.save("Qarib.pdf", b"%PDF") if what == "save" else getattr(files, what)())


@pytest.mark.parametrize("what", CALLS)
async def test_a_window_for_files_that_does_not_open_is_told_in_words(visit: Visit, what: str) -> None:
    for method in ("pick_files", "save_file"):
        visit.client.answers[method] = lambda _: NO_PORTAL
    with pytest.raises(FileError) as raised:
        await call(visit, what)
    assert raised.value == FileError("no_dialog")
    told = problems.describe(raised.value, visit.t)
    assert told.next_step
    assert told != problems.describe("unexpected", visit.t)


async def test_who_takes_data_along_without_a_window_for_files_reads_what_to_do(visit: Visit) -> None:
    visit.client.answers["save_file"] = lambda _: NO_PORTAL
    await visit.open(routes.TAKE_ALONG)
    await visit.at(visit.t("Take my data along"))
    for label in ("Passphrase of the file", "The passphrase again"):
        await visit.type(visit.t(label), "lune olive sable route")
    await visit.press(visit.t("Take my data along"))
    await visit.sees(visit.t("The window for files did not open"))


@pytest.mark.parametrize("what", CALLS)
async def test_a_cancelled_window_changes_nothing(visit: Visit, what: str) -> None:
    visit.client.answers["pick_files"] = lambda _: []
    visit.client.answers["save_file"] = lambda _: None
    assert not await call(visit, what)


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("fr", ["Choisir un fichier", "Choisir le fichier", "Enregistrer le fichier"]),
        ("ar", ["اختيار ملف", "اختيار الملف", "حفظ الملف"]),
    ],
)
async def test_windows_for_files_bear_titles_in_the_language(
    world: World, language: str, titles: list[str]
) -> None:
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, language) as visit:
        seen: list[str] = []

        def answer(arguments: dict[str, Any]) -> None:
            seen.append(arguments["dialog_title"])

        visit.client.answers["pick_files"] = lambda arguments: answer(arguments) or []
        visit.client.answers["save_file"] = answer
        for what in CALLS:
            await call(visit, what)
    assert seen == titles


async def saves_to(visit: Visit, path: Path) -> Any:
    visit.client.answers["save_file"] = lambda _: str(path)
    return await visit.window.actions.files.save("Qarib.pdf", b"%PDF-1.7 whole")


async def test_a_saved_file_is_there_whole(visit: Visit, tmp_path: Path) -> None:
    assert await saves_to(visit, tmp_path / "Reçu قريب.pdf")
    assert (tmp_path / "Reçu قريب.pdf").read_bytes() == b"%PDF-1.7 whole"


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_where_there_is_no_room_what_was_there_stays(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "Qarib.pdf"
    path.write_bytes(b"old")
    with no_file_longer_than(5), pytest.raises(FileError) as raised:
        await saves_to(visit, path)
    assert raised.value.reason == "no_room"
    assert path.read_bytes() == b"old"
    assert [*tmp_path.glob("*.part")] == []


@pytest.mark.parametrize(
    ("place", "reason"),
    [("/sys", "not_allowed"), ("{tmp}/gone", "not_written"), ("{tmp}/file", "not_written")],
    ids=["a place of the system", "a folder that went", "a folder that is a file"],
)
async def test_a_folder_that_takes_no_file_is_told_in_words(
    visit: Visit, tmp_path: Path, place: str, reason: str
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError) as raised:
        await saves_to(visit, Path(place.format(tmp=tmp_path)) / "Qarib.pdf")
    assert raised.value.reason == reason


def gone(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def grown(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(MAX_ARCHIVE_BYTES + 1)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("what", "reason"),
    [(gone, "gone"), (folder, "unreadable"), (pipe, "unreadable"), (grown, "too_large"), (emptied, "empty")],
)
@pytest.mark.parametrize("archive", [False, True], ids=["paper", "archive"])
async def test_a_file_that_changed_since_it_was_chosen_is_told_apart(
    visit: Visit, tmp_path: Path, what: Any, reason: str, archive: bool
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"%PDF")
    picked = {"id": 0, "name": "x", "size": 4, "path": str(path)}
    visit.client.answers["pick_files"] = lambda _: [picked]
    files = visit.window.actions.files
    file = await files.pick_archive() if archive else (await files.pick())[0]
    assert file is not None
    what(path)
    with pytest.raises(DocumentError) as raised:
        await file.read(lambda _: None)
    assert raised.value.reason == reason


async def test_a_large_file_is_not_read_beyond_the_limit(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.touch()
    os.truncate(path, MAX_PICTURE_BYTES)
    picked = {"id": 0, "name": "x", "size": MAX_PICTURE_BYTES, "path": str(path)}
    visit.client.answers["pick_files"] = lambda _: [picked]
    (file,) = await visit.window.actions.files.pick()
    assert len(await file.read(lambda _: None)) == MAX_PICTURE_BYTES


@pytest.mark.parametrize("archive", [False, True], ids=["paper", "archive"])
async def test_no_copy_in_clear_of_what_is_picked_stays_on_a_phone(
    visit: Visit, tmp_path: Path, archive: bool
) -> None:
    # Read or not: nothing else is done with some of the picked files, or their reading is cancelled.
    visit.page.platform = ft.PagePlatform.ANDROID
    copies = [tmp_path / name for name in ("a.pdf", "b.pdf", "too large.pdf")]
    for copy in copies:
        copy.write_bytes(b"%PDF-1.7 of " + copy.name.encode())
    sizes = [copy.stat().st_size for copy in copies[:2]] + [MAX_ARCHIVE_BYTES + 1]
    picked = [
        {"id": number, "name": copy.name, "size": size, "path": str(copy)}
        for number, (copy, size) in enumerate(zip(copies, sizes, strict=True))
    ]
    visit.client.answers["pick_files"] = lambda _: picked[:1] if archive else picked
    files = visit.window.actions.files
    found = [await files.pick_archive()] if archive else await files.pick()
    assert [copy.name for copy in copies if copy.exists()] == [copy.name for copy in copies[len(found) :]]
    for _ in range(2):  # a wrong passphrase reads an archive once more
        assert found[0] is not None
        assert await found[0].read(lambda _: None) == b"%PDF-1.7 of a.pdf"


async def test_what_is_picked_on_a_desktop_stays_the_persons(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF")
    visit.client.answers["pick_files"] = lambda _: [{"id": 0, "name": "x", "size": 4, "path": str(path)}]
    (file,) = await visit.window.actions.files.pick()
    assert await file.read(lambda _: None) == path.read_bytes() == b"%PDF"
