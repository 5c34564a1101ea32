"""All of a profile's data in one encrypted file, taken along and brought in."""

from __future__ import annotations

import asyncio
import io
import tempfile
from pathlib import Path

from app.session.session import CurrentSession
from i18n import Words
from screens.given import PickedFile, TakenAlong
from screens.ports import Files
from services.archive import Exported, export_archive, import_archive
from services.outbox.policy import FROM_ARCHIVE
from services.outbox.queue import SendQueue

NAME = "Qarib.zip.age"
"""The name of the file, without the person's, with the ending of its format."""


class ArchiveActions:
    """`home` is the folder of the app's data."""

    def __init__(self, session: CurrentSession, home: Path, files: Files) -> None:
        self._session = session
        self._home = home
        self._files = files

    async def take_along(self, passphrase: str) -> TakenAlong | None:
        session = self._session()
        profile = session.profile
        readme = Words(session.language)("This archive holds the data of one person in Qarib.")

        def make() -> tuple[Exported, bytes]:
            profile.saver.flush()
            # Only what is sealed already is written; the file that the person keeps goes where they say.
            with tempfile.TemporaryDirectory(dir=self._home) as folder:
                path = Path(folder) / NAME
                name = profile.profile.name
                exported = export_archive(
                    profile.vault, path, passphrase, name=name, clock=session.clock, readme=readme
                )
                return exported, path.read_bytes()

        exported, data = await asyncio.to_thread(make)
        if not await self._files.save(NAME, data):
            return None
        left_out, unknown = len(exported.left_out), exported.unknown
        return TakenAlong(exported.records, exported.documents, left_out, unknown=unknown)

    async def bring_in(self, file: PickedFile, passphrase: str) -> TakenAlong:
        session = self._session()
        data = await file.read(lambda _: None)
        brought = await asyncio.to_thread(import_archive, session.profile.vault, io.BytesIO(data), passphrase)
        session.changed(*((kind, "") for kind in session.profile.vault.kinds))
        session.profile.outbox.wake()
        return TakenAlong(brought.added, brought.documents, held=brought.held)

    async def send_held(self) -> None:
        session = self._session()
        profile = session.profile
        for head in await asyncio.to_thread(SendQueue(profile.vault).held_for, FROM_ARCHIVE):
            await profile.outbox.resume(head.kind, head.id)
        session.changed(*((kind, "") for kind in session.profile.vault.kinds))
