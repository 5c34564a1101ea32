from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

from services.errors import KeystoreError
from services.vault import FileKeystore, Keystore, choose_keystore
from services.vault.system import KeyringKeystore
from tests.memory_keystore import InMemoryKeystore

SECRET = bytes(range(32))


class Keyring(KeyringBackend):
    """A system keyring, held in memory, that can be locked."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.passwords: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._unlocked()
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._unlocked()
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._unlocked()
        if (service, username) not in self.passwords:
            raise PasswordDeleteError(username)
        del self.passwords[service, username]

    def _unlocked(self) -> None:
        if self.locked:
            raise KeyringLocked


class Forgetful(Keyring):
    """A keyring that says yes and keeps nothing."""

    def get_password(self, service: str, username: str) -> str | None:
        return None


class KeystoreSuite:
    def test_keeps_secrets_by_name(self, keystore: Keystore) -> None:
        assert keystore.get("a") is None
        keystore.set("a", SECRET)
        keystore.set("b", b"\x00other\xff")
        assert (keystore.get("a"), keystore.get("b")) == (SECRET, b"\x00other\xff")

    def test_the_last_secret_set_stays(self, keystore: Keystore) -> None:
        keystore.set("a", b"first, and longer")
        keystore.set("a", b"second")
        assert keystore.get("a") == b"second"

    def test_deletes(self, keystore: Keystore) -> None:
        keystore.delete("a")
        keystore.set("a", SECRET)
        keystore.set("b", SECRET)
        keystore.delete("a")
        assert (keystore.get("a"), keystore.get("b")) == (None, SECRET)


class TestInMemoryKeystore(KeystoreSuite):
    @pytest.fixture
    def keystore(self) -> Keystore:
        return InMemoryKeystore()


class TestFileKeystore(KeystoreSuite):
    @pytest.fixture
    def keystore(self, tmp_path: Path) -> Keystore:
        return FileKeystore(tmp_path / "keystore")

    def test_only_this_user_may_read(self, keystore: Keystore, tmp_path: Path) -> None:
        if os.name == "nt":
            pytest.skip("Windows has no such rights; there is always a system keystore")
        keystore.set("a", SECRET)
        files = [*(tmp_path / "keystore").iterdir()]
        assert [path.stat().st_mode & 0o777 for path in files] == [0o600, 0o600]
        assert files[0].parent.stat().st_mode & 0o777 == 0o700

    def test_leaves_no_file_behind(self, keystore: Keystore, tmp_path: Path) -> None:
        keystore.set("a", SECRET)
        keystore.delete("a")
        assert list((tmp_path / "keystore").iterdir()) == []


class TestKeyringKeystore(KeystoreSuite):
    @pytest.fixture
    def keyring(self) -> Keyring:
        return Keyring()

    @pytest.fixture
    def keystore(self, keyring: Keyring) -> Keystore:
        return KeyringKeystore(keyring)

    def test_a_locked_keyring_is_a_keystore_error(self, keystore: Keystore, keyring: Keyring) -> None:
        keyring.locked = True
        for call in (lambda: keystore.get("a"), lambda: keystore.set("a", b""), lambda: keystore.delete("a")):
            with pytest.raises(KeystoreError):
                call()

    def test_a_refused_deletion_is_not_taken_for_nothing_to_delete(self, keyring: Keyring) -> None:
        class Refusing(Keyring):
            def delete_password(self, service: str, username: str) -> None:
                raise PasswordDeleteError(username)

        keystore = KeyringKeystore(Refusing())
        keystore.set("a", SECRET)
        with pytest.raises(KeystoreError):
            keystore.delete("a")

    def test_what_another_program_wrote_is_no_secret(self, keystore: Keystore, keyring: Keyring) -> None:
        keystore.set("a", SECRET)
        ((key, _),) = keyring.passwords.items()
        keyring.passwords[key] = "not base64!"
        with pytest.raises(KeystoreError):
            keystore.get("a")

    def test_is_not_asked_from_an_event_loop(self, keystore: Keystore) -> None:
        async def ask() -> bytes | None:
            return keystore.get("a")

        async def ask_from_a_thread() -> bytes | None:
            return await asyncio.to_thread(keystore.get, "a")

        with pytest.raises(RuntimeError, match="worker thread"):
            asyncio.run(ask())
        assert asyncio.run(ask_from_a_thread()) is None


class TestChoice:
    def test_the_system_keystore_comes_first(self, tmp_path: Path) -> None:
        keyring = Keyring()
        keystore = choose_keystore(tmp_path, keyring)
        assert keystore.kind == "system"
        assert keyring.passwords == {}, "the probe was left behind"
        keystore.set("a", SECRET)
        assert not list(tmp_path.rglob("*.secret"))
        assert choose_keystore(tmp_path, keyring).get("a") == SECRET

    @pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring(), Forgetful()])
    def test_files_where_there_is_none(self, tmp_path: Path, backend: KeyringBackend) -> None:
        keystore = choose_keystore(tmp_path, backend)
        assert keystore.kind == "file"
        keystore.set("a", SECRET)
        assert choose_keystore(tmp_path, backend).get("a") == SECRET

    def test_a_lost_keyring_is_an_error_and_never_a_new_start(self, tmp_path: Path) -> None:
        choose_keystore(tmp_path, Keyring()).set("a", SECRET)
        keystore = choose_keystore(tmp_path, fail.Keyring())
        assert keystore.kind == "system"
        with pytest.raises(KeystoreError):
            keystore.get("a")
        with pytest.raises(KeystoreError):
            keystore.set("b", SECRET)

    def test_a_file_that_was_slipped_in_does_not_replace_the_keyring(self, tmp_path: Path) -> None:
        keyring = Keyring()
        choose_keystore(tmp_path, keyring).set("a", SECRET)
        FileKeystore(tmp_path / "keystore").set("a", bytes(32))
        assert choose_keystore(tmp_path, keyring).get("a") == SECRET

    def test_secrets_in_files_are_found_again_when_a_keyring_appears(self, tmp_path: Path) -> None:
        choose_keystore(tmp_path, fail.Keyring()).set("a", SECRET)
        assert choose_keystore(tmp_path, Keyring()).get("a") == SECRET

    def test_nothing_is_decided_before_the_first_secret(self, tmp_path: Path) -> None:
        locked = Keyring()
        locked.locked = True
        assert choose_keystore(tmp_path, locked).kind == "file"
        assert list(tmp_path.iterdir()) == []
        locked.locked = False
        assert choose_keystore(tmp_path, locked).kind == "system"
