"""All of a profile's data in one encrypted file, taken along and brought in."""

from __future__ import annotations

import asyncio
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from screens.given import PickedFile, TakenAlong
from services.archive import Exported, export_archive, import_archive
from services.cases import CASE
from services.drafts import KIND as DRAFT
from services.models.change import Change
from services.outbox.policy import FROM_ARCHIVE
from services.outbox.queue import SendQueue
from services.requests import REQUEST

if TYPE_CHECKING:
    from app.window import Window

NAME = "Qarib.zip.age"
"""Of the file: nobody's name is in it, and how to open it is."""


class ArchiveActions:
    def __init__(self, window: Window) -> None:
        self._window = window

    async def take_along(self, passphrase: str) -> TakenAlong | None:
        house, profile, t = self._window.house, self._window.profile, self._window.ui.words
        readme = t("This archive holds the data of one person in Qarib.")

        def make() -> tuple[Exported, bytes]:
            profile.saver.flush()
            # Only what is sealed already is written; the file that the person keeps goes where they say.
            with tempfile.TemporaryDirectory(dir=house.settings.home) as folder:
                path = Path(folder) / NAME
                name = profile.profile.name
                exported = export_archive(
                    profile.vault, path, passphrase, name=name, clock=house.clock, readme=readme
                )
                return exported, path.read_bytes()

        exported, data = await asyncio.to_thread(make)
        if not await self._window.actions.files.save(NAME, data):
            return None
        left_out, unknown = len(exported.left_out), exported.unknown
        return TakenAlong(exported.records, exported.documents, left_out, unknown=unknown)

    async def bring_in(self, file: PickedFile, passphrase: str) -> TakenAlong:
        profile = self._window.profile
        data = await file.read(lambda _: None)
        brought = await asyncio.to_thread(import_archive, profile.vault, io.BytesIO(data), passphrase)
        self._window.house.listeners.on_change(Change.of((REQUEST, ""), (DRAFT, ""), (CASE, "")))
        profile.outbox.wake()
        return TakenAlong(brought.added, brought.documents, held=brought.held)

    async def send_held(self) -> None:
        profile = self._window.profile
        for head in await asyncio.to_thread(SendQueue(profile.vault).held_for, FROM_ARCHIVE):
            await profile.outbox.resume(head.kind, head.id)
        self._window.house.listeners.on_change(Change.of((REQUEST, ""), (CASE, "")))
