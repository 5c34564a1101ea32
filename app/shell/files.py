"""The files of the device: picked, photographed, saved. Their content passes through memory only."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

import flet as ft

from app.loopback.intake import Intake
from app.shell.auto_lock import AutoLock
from screens.given import PickedFile
from screens.state import Ui
from services import printable
from services.documents import MAX_PICTURE_BYTES, check_size
from services.errors import DocumentError, FileError, StorageFullError, VaultError
from services.models.page import Page
from services.vault import durable
from services.waiting import run_to_end

T = TypeVar("T")
EXTENSIONS = ["pdf", "jpg", "jpeg", "jpe", "jfif", "pjpeg", "pjp", "png"]
"""Whatever a system may call a PDF, a JPEG or a PNG: what a file is, its content tells."""
MAX_ARCHIVE_BYTES = 256 * 1024 * 1024
"""The most bytes of an archive in memory (docs/adr/0016): more would not fit beside an app on a phone."""


class WindowFiles:
    def __init__(self, page: ft.Page, ui: Ui, locking: AutoLock, intake: Intake) -> None:
        self._page = page
        self._ui = ui
        self._locking = locking
        self._intake = intake
        self._picker = ft.FilePicker(on_upload=self._on_upload)
        self._progress: dict[str, Callable[[float], None]] = {}
        self._failed: dict[str, asyncio.Future[bytes]] = {}

    @property
    def camera(self) -> bool:
        return self._is_mobile

    @property
    def _is_mobile(self) -> bool:
        platform = self._page.platform
        return bool(not self._page.web and platform and platform.is_mobile())

    async def pick(self) -> list[PickedFile]:
        title = self._ui.words("Choose a file")
        return await self._pick(title, EXTENSIONS, MAX_PICTURE_BYTES, several=True)

    async def pick_archive(self) -> PickedFile | None:
        """Let the person choose any file: systems do not know the ending.

        What it holds is checked when it is opened.
        """
        title = self._ui.words("Choose the file")
        picked = await self._pick(title, [], MAX_ARCHIVE_BYTES, several=False)
        return picked[0] if picked else None

    async def _pick(
        self, title: str, extensions: list[str], limit: int, *, several: bool
    ) -> list[PickedFile]:
        web = self._page.web
        files = await self._shown(
            self._picker.pick_files(
                dialog_title=title,
                file_type=ft.FilePickerFileType.CUSTOM if extensions else ft.FilePickerFileType.ANY,
                allowed_extensions=extensions or None,
                allow_multiple=several,
            )
        )
        if web:
            return [self._from_browser(file, limit) for file in files or []]
        is_mobile = self._is_mobile
        return await run_to_end(lambda: [_from_disk(file, is_mobile, limit) for file in files or []])

    async def save(self, name: str, data: bytes) -> bool:
        """Save a file; False if the person cancels.

        In a browser this is a download; elsewhere the person chooses where.
        """
        web, mobile = self._page.web, self._is_mobile
        title = self._ui.words("Save the file")
        # On a desktop the app writes by itself: what Flet's client says of a disk is a sentence, in English.
        content = data if web or mobile else None
        path = await self._shown(
            self._picker.save_file(dialog_title=title, file_name=name, src_bytes=content)
        )
        if path and content is None:
            await asyncio.to_thread(_write, Path(path), data)
        return bool(web or path)

    async def save_page(self, page: Page) -> bool:
        return await self.save(printable.file_name(page), printable.html(page))

    async def _shown(self, dialog: Awaitable[T]) -> T | None:
        """Return what the file dialog gives; None after an hour without answer."""
        # It hides the app on a phone; that is not leaving it.
        with self._locking.aside():
            try:
                return await dialog
            except TimeoutError:
                return None
            except RuntimeError:
                # All that Flet tells of it is the text of its client's error.
                raise FileError("no_dialog") from None

    def _from_browser(self, file: ft.FilePickerFile, limit: int) -> PickedFile:
        async def read(progress: Callable[[float], None]) -> bytes:
            check_size(file.size, limit)
            address, content = self._intake.open(limit)
            self._progress[file.name], self._failed[file.name] = progress, content
            try:
                await self._picker.upload(
                    [ft.FilePickerUploadFile(upload_url=address, id=file.id, name=file.name)]
                )
                return await content
            except ConnectionResetError:
                raise DocumentError("damaged") from None
            finally:
                content.cancel()
                self._progress.pop(file.name, None)
                self._failed.pop(file.name, None)

        return PickedFile(file.name, file.size, read)

    def _on_upload(self, event: ft.FilePickerUploadEvent) -> None:
        if event.error and (content := self._failed.get(event.file_name)) and not content.done():
            content.set_exception(ConnectionResetError())
        elif event.progress is not None and (progress := self._progress.get(event.file_name)):
            progress(event.progress)


def _from_disk(file: ft.FilePickerFile, is_mobile: bool, limit: int) -> PickedFile:
    path = Path(file.path or "")
    copy = _taken(path) if is_mobile else None

    async def read(progress: Callable[[float], None]) -> bytes:
        check_size(file.size, limit)
        progress(0.0)
        return await asyncio.to_thread(_read, path, limit, copy)

    return PickedFile(file.name, file.size, read)


def _taken(path: Path) -> BinaryIO | None:
    """Open the copy of a phone's picker and remove its name.

    None if it cannot be read. The copy is in clear, in the app's cache: it is gone when the last reference to
    the file ends.
    """
    try:
        return path.open("rb")
    except OSError:
        return None  # reading it says why
    finally:
        durable.discard(path)


def _read(path: Path, limit: int, copy: BinaryIO | None) -> bytes:
    try:
        if copy is not None:
            copy.seek(0)
            return _within(limit, copy)
        if path.exists() and not path.is_file():
            raise DocumentError("unreadable")  # a folder, or a pipe, which would never end
        with path.open("rb") as file:
            return _within(limit, file)
    except FileNotFoundError:
        raise DocumentError("gone") from None
    except OSError:
        raise DocumentError("unreadable") from None


def _within(limit: int, file: BinaryIO) -> bytes:
    data = file.read(limit + 1)
    check_size(len(data), limit)  # it may have grown since it was chosen
    return data


_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def _write(path: Path, data: bytes) -> None:
    """Write the whole file, or leave the one before it there."""
    try:
        durable.write(path, data)
    except StorageFullError:
        raise FileError("no_room") from None
    except VaultError as error:
        cause = error.__cause__
        forbidden = isinstance(cause, OSError) and cause.errno in _FORBIDDEN
        raise FileError("not_allowed" if forbidden else "not_written") from None
    except FileNotFoundError:
        raise FileError("not_written") from None
