"""Android's keystore as a `keyring` backend, through Flet's `flet-secure-storage`.

NOT RUN ON A DEVICE: written against flet-secure-storage 1.0.5, and tested against a fake of the line that answers,
fails and hangs as one to a client can. A Flet service answers only once a page is there: on Android the house is
built after it (`app/__main__.py`). The manifest of the build has to say `allowBackup="false"`, for which `flet build`
1.0.5 has no setting: what is restored elsewhere cannot be opened there, and would look like a damaged device.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

if TYPE_CHECKING:
    from flet_secure_storage import SecureStorage

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds for an answer. Unlocking the keystore of a phone takes well under one."""


def device_keyring() -> AndroidKeyring:
    """Return the phone's own keyring.

    Call it where Flet calls for a new page: the service joins the page that is there.
    """
    from flet_secure_storage import AndroidOptions, SecureStorage  # in an Android build only

    # By default it erases every secret when one cannot be read, and with them the way to every profile.
    storage = SecureStorage(android_options=AndroidOptions(reset_on_error=False))
    return AndroidKeyring(storage, asyncio.get_running_loop())


class AndroidKeyring(KeyringBackend):
    """Call it from worker threads only: the answer comes through `loop`, which must not be the one that waits."""

    # keyring reads it from the class; it is not chosen by it, but handed over.
    priority = 0.1

    def __init__(
        self, storage: SecureStorage, loop: asyncio.AbstractEventLoop, patience: float = PATIENCE
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._storage = storage
        self._loop = loop
        self._patience = patience

    def get_password(self, service: str, username: str) -> str | None:
        kept: str | None = self._ask(self._storage.get(_key(service, username)))
        return kept

    def set_password(self, service: str, username: str, password: str) -> None:
        self._ask(self._storage.set(_key(service, username), password))

    def delete_password(self, service: str, username: str) -> None:
        if self.get_password(service, username) is None:
            raise PasswordDeleteError("there is none")
        self._ask(self._storage.remove(_key(service, username)))

    def _ask(self, question: Coroutine[Any, Any, T]) -> T:
        answer = asyncio.run_coroutine_threadsafe(question, self._loop)
        try:
            return answer.result(self._patience)
        except TimeoutError as error:
            answer.cancel()
            raise KeyringError("the keystore of the device does not answer") from error
        except RuntimeError as error:
            # What Flet raises when the client answers with an error. Its text may name a key: it stays the cause.
            raise KeyringError("the keystore of the device refused") from error


def _key(service: str, username: str) -> str:
    return f"{service}/{username}"
