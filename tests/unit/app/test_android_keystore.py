"""The keyring backend for Android, against a fake of the line to `flet-secure-storage`. No device was used."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import flet as ft
import pytest
from flet_secure_storage import AndroidOptions, SecureStorage

from app.__main__ import on_android
from app.settings import Settings
from app.shell.android_keystore import AndroidKeyring, device_keyring
from app.shell.house import House
from services.errors import KeystoreError
from services.vault import choose_keystore
from services.vault.system import KeyringKeystore, is_fit

SECRET = bytes(range(32))


class Phone:
    """The client's end: it answers later, over the loop, as Flet's services do."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.hangs = self.refuses = False

    async def _line(self) -> None:
        await asyncio.sleep(0)
        if self.hangs:
            await asyncio.Event().wait()
        if self.refuses:
            raise RuntimeError("javax.crypto.AEADBadTagException")

    async def get(self, key: str) -> str | None:
        await self._line()
        return self.kept.get(key)

    async def set(self, key: str, value: str) -> None:
        await self._line()
        self.kept[key] = value

    async def remove(self, key: str) -> None:
        await self._line()
        self.kept.pop(key, None)


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """The loop of the interface, which goes on while a worker waits."""
    made = asyncio.new_event_loop()
    thread = threading.Thread(target=made.run_forever)
    thread.start()
    yield made
    made.call_soon_threadsafe(made.stop)
    thread.join()
    made.close()


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def backend(phone: Phone, loop: asyncio.AbstractEventLoop) -> AndroidKeyring:
    return AndroidKeyring(phone, loop)


def test_it_keeps_secrets_as_every_keyring_does(backend: AndroidKeyring, phone: Phone) -> None:
    assert is_fit(backend)
    keystore = KeyringKeystore(backend)
    assert keystore.get("a") is None
    keystore.set("a", SECRET)
    assert keystore.get("a") == SECRET
    keystore.delete("a")
    keystore.delete("a")
    assert keystore.get("a") is None
    assert phone.kept == {}


def test_an_app_on_it_finds_its_secrets_again(backend: AndroidKeyring, tmp_path: Path) -> None:
    choose_keystore(tmp_path, backend).set("a", SECRET)
    again = choose_keystore(tmp_path, backend)
    assert again.kind == "system"
    assert again.get("a") == SECRET


@pytest.mark.parametrize("mood", ["hangs", "refuses"])
def test_what_fails_is_an_error_and_loses_nothing(
    backend: AndroidKeyring, phone: Phone, loop: asyncio.AbstractEventLoop, mood: str
) -> None:
    keystore = KeyringKeystore(backend)
    keystore.set("a", SECRET)
    setattr(phone, mood, True)
    hasty = KeyringKeystore(AndroidKeyring(phone, loop, patience=0.1))
    for ask in (lambda: hasty.get("a"), lambda: hasty.set("a", b"x"), lambda: hasty.delete("a")):
        with pytest.raises(KeystoreError):
            ask()  # type: ignore[no-untyped-call]
    setattr(phone, mood, False)
    assert keystore.get("a") == SECRET


async def test_asked_on_a_loop_it_says_so_instead_of_waiting_for_itself(phone: Phone) -> None:
    keystore = KeyringKeystore(AndroidKeyring(phone, asyncio.get_running_loop()))
    with pytest.raises(RuntimeError, match="worker thread"):
        keystore.get("a")


async def test_on_android_the_house_is_built_on_the_keystore_of_the_first_page(
    phone: Phone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    houses: list[House] = []

    def window(page: object, house: House) -> SimpleNamespace:
        return SimpleNamespace(open=lambda language: houses.append(house))

    async def runs(open_window: Callable[[object], Awaitable[None]], **_: object) -> None:
        await open_window(SimpleNamespace(session=SimpleNamespace(connection=object())))
        await asyncio.to_thread(houses[0].profiles.create, "Amina")

    keyring = AndroidKeyring(phone, asyncio.get_running_loop())
    monkeypatch.setattr("app.shell.android_keystore.device_keyring", lambda: keyring)
    monkeypatch.setattr("app.shell.window.Window", window)
    monkeypatch.setattr(ft, "run_async", runs)
    await on_android(Settings("window", 0, tmp_path, "http://127.0.0.1:9"))
    assert phone.kept
    assert list(tmp_path.rglob("*.secret")) == []


async def test_it_ends_where_no_page_ever_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def runs(_: object, **__: object) -> None:
        """Ended before a page."""

    monkeypatch.setattr(ft, "run_async", runs)
    await on_android(Settings("window", 0, tmp_path, "http://127.0.0.1:9"))


async def test_one_secret_that_cannot_be_read_does_not_cost_the_others() -> None:
    # By default the package erases all of them.
    assert AndroidOptions().reset_on_error
    keyring = device_keyring()
    storage = keyring._storage
    assert isinstance(storage, SecureStorage)
    assert not storage.android_options.reset_on_error
