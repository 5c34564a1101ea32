"""The files of the device: picked, photographed, saved. Their content passes through memory only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import flet as ft

from screens.given import PickedFile
from services.documents import MAX_PICTURE_BYTES, check_size
from services.errors import DocumentError

if TYPE_CHECKING:
    from app.window import Window

EXTENSIONS = ["pdf", "jpg", "jpeg", "png"]
MAX_ARCHIVE_BYTES = 256 * 1024 * 1024
"""It passes through memory (docs/adr/0006): more than this would not fit beside an app on a phone."""


class FileActions:
    def __init__(self, window: Window) -> None:
        self._window = window
        self._picker = ft.FilePicker(on_upload=self._on_upload)
        self._progress: dict[str, Callable[[float], None]] = {}
        self._failed: dict[str, asyncio.Future[bytes]] = {}

    @property
    def camera(self) -> bool:
        return self._window.is_mobile

    async def pick(self) -> list[PickedFile]:
        return await self._pick(EXTENSIONS, MAX_PICTURE_BYTES, several=True)

    async def pick_archive(self) -> PickedFile | None:
        """Any file: systems do not know the end of its name. What it holds is checked when it is opened."""
        picked = await self._pick([], MAX_ARCHIVE_BYTES, several=False)
        return picked[0] if picked else None

    async def _pick(self, extensions: list[str], limit: int, *, several: bool) -> list[PickedFile]:
        web = self._window.page.web
        # Choosing hides the app on a phone; that is not leaving it.
        with self._window.house.locking.aside():
            files = await self._picker.pick_files(
                file_type=ft.FilePickerFileType.CUSTOM if extensions else ft.FilePickerFileType.ANY,
                allowed_extensions=extensions or None,
                allow_multiple=several,
            )
        return [
            self._from_browser(file, limit) if web else _from_disk(file, self._window.is_mobile, limit)
            for file in files
        ]

    async def save(self, name: str, data: bytes) -> bool:
        """In a browser this is a download; on a desktop the person chooses where. False when they cancel."""
        page = self._window.page
        with self._window.house.locking.aside():
            path = await self._picker.save_file(file_name=name, src_bytes=data)
        if page.web or self._window.is_mobile:
            return True
        return path is not None

    def _from_browser(self, file: ft.FilePickerFile, limit: int) -> PickedFile:
        async def read(progress: Callable[[float], None]) -> bytes:
            check_size(file.size, limit)
            address, content = self._window.house.intake.open(limit)
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
    async def read(progress: Callable[[float], None]) -> bytes:
        check_size(file.size, limit)
        progress(0.0)
        return await asyncio.to_thread(_read, Path(file.path or ""), is_mobile)

    return PickedFile(file.name, file.size, read)


def _read(path: Path, is_mobile: bool) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise DocumentError("damaged") from None
    finally:
        if is_mobile:
            # What a phone's picker gives is a copy in clear in the app's cache; it must not stay there.
            path.unlink(missing_ok=True)
