"""The profiles of the device: opened, locked, recovered, changed, erased."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from app.session.open_profile import OpenProfile
from app.session.session import NoProfileError
from app.shell.house import House
from screens.profile_ports import Holdings, NewLock
from services import locking
from services.errors import MistypedCodeError
from services.forms.text import single_line
from services.models.form import FieldProblem
from services.models.locking import LockSettings
from services.models.person import Profile
from services.vault import recovery


class ProfileActions:
    def __init__(self, house: House) -> None:
        self._house = house
        self._store = house.profiles

    async def all(self) -> list[Profile]:
        return await asyncio.to_thread(self._store.profiles)

    async def create(self, name: str, lock: NewLock | None = None) -> str:
        code = recovery.new_code() if lock else None
        secret = lock.secret if lock else None
        profile = await asyncio.to_thread(self._store.create, single_line(name), secret, code)
        self._house.events.on_profiles()
        await self.open(profile.id, secret)
        return code.written() if code else ""

    async def open(self, profile_id: str, secret: str | None = None) -> None:
        await self._house.open_profile(profile_id, secret)

    async def close(self) -> None:
        await self._house.close_profile()

    @property
    def has_safe(self) -> bool:
        return self._store.keystore.kind != "file"

    async def wait(self, profile_id: str) -> float:
        return await asyncio.to_thread(self._store.wait, profile_id)

    def stay(self) -> None:
        self._house.locking.acted()

    def lock_problem(self, lock: NewLock) -> FieldProblem | None:
        return (locking.pin_problem if lock.kind == "pin" else locking.passphrase_problem)(lock.secret)

    def code_problem(self, code: str) -> MistypedCodeError | None:
        try:
            recovery.parse(code)
        except MistypedCodeError as error:
            return error
        return None

    async def recover(self, profile_id: str, code: str, lock: NewLock | None, name: str) -> None:
        secret, parsed = lock.secret if lock else None, recovery.parse(code)
        await asyncio.to_thread(self._store.recover, profile_id, parsed, secret, single_line(name))
        self._house.events.on_profiles()
        await self.open(profile_id, secret)

    async def rename(self, name: str) -> None:
        self._changed(await asyncio.to_thread(self._store.rename, self._open_id, single_line(name)))

    async def change_lock(self, secret: str | None, lock: NewLock | None) -> None:
        new = lock.secret if lock else None
        self._changed(await asyncio.to_thread(self._store.change_secret, self._open_id, secret, new))
        self._house.locking.begin(self._open.locking)

    async def new_code(self, secret: str | None) -> str:
        code = recovery.new_code()
        self._changed(await asyncio.to_thread(self._store.change_code, self._open_id, secret, code))
        await self.change_settings(replace(self._open.locking, code_noted=False))
        return code.written()

    async def change_settings(self, settings: LockSettings) -> None:
        profile = self._open
        await asyncio.to_thread(profile.keep_locking, settings)
        self._house.locking.begin(settings)
        self._house.events.on_profiles()

    async def noted(self) -> None:
        await self.change_settings(replace(self._open.locking, code_noted=True))

    async def holdings(self) -> Holdings:
        profile = self._open
        drafts = await asyncio.to_thread(profile.drafts.count)
        requests = await asyncio.to_thread(profile.requests.list)
        received = [request.receipt.reference for request in requests if request.receipt is not None]
        return Holdings(received, drafts, len(requests) - len(received))

    async def erase(self, profile_id: str) -> None:
        opened = self._house.opened
        if opened is not None and opened.profile.id == profile_id:
            await self._house.discard_profile()
        await asyncio.to_thread(self._store.erase, profile_id)
        self._house.events.on_profiles()

    @property
    def _open(self) -> OpenProfile:
        if self._house.opened is None:
            raise NoProfileError
        return self._house.opened

    @property
    def _open_id(self) -> str:
        return self._open.profile.id

    def _changed(self, profile: Profile) -> None:
        self._open.profile = profile
        self._house.events.on_profiles()
