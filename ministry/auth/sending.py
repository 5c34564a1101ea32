"""How a one-time code reaches the person's phone.

Where the number is not known, `phone` is None: the same way is gone, and nothing leaves. It fails where a message would
fail, so that whether it fails does not tell who is insured.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Protocol

import httpx
from anyio.to_thread import run_sync

from ministry.clock import Clock, rfc3339
from ministry.files import write_durably

_SECONDS = 10.0
_MAYBE_PASSED_ON = frozenset({502, 504})
"""Statuses of a proxy that may have handed the request on."""


class NotTakenError(Exception):
    """The message did not leave."""


class InDoubtError(Exception):
    """Nobody can tell whether the message left."""


class CodeSender(Protocol):
    async def send(self, message_id: str, phone: str | None, code: str) -> None:
        """Send a message to a number (E.164).

        Returns once it is safely on its way. Raises `NotTakenError` and `InDoubtError`.
        """


class FolderCodeSender:
    """A sender by a folder: one JSON file a message for an SMS gateway, which deletes what it has sent."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    async def send(self, message_id: str, phone: str | None, code: str) -> None:
        message = {"to": phone, "code": code, "at": rfc3339(self._clock())}
        try:
            await run_sync(self._write, message_id, phone, json.dumps(message).encode())
        except OSError as error:
            raise NotTakenError(type(error).__name__) from error

    def _write(self, message_id: str, phone: str | None, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A hidden one is for nobody.
        path = self._folder / (f"{message_id}.json" if phone else f".{message_id}")
        write_durably(path, content)
        if phone is None:
            path.unlink()


class GatewayCodeSender:
    """A sender by Kannel's `sendsms`, or by what speaks like it.

    `url` may carry `user:password@` and `?from=…`, the sender that phones show. Everything travels in the head and the
    body of a POST: addresses are kept in logs.
    """

    def __init__(self, url: str) -> None:
        given = httpx.URL(url)
        self._url = given.copy_with(username=None, password=None, query=None)
        self._headers = {
            "Content-Type": "text/plain; charset=utf-8",
            "X-Kannel-Username": given.username,
            "X-Kannel-Password": given.password,
            "X-Kannel-Coding": "2",
            "X-Kannel-Charset": "utf-8",
            **({"X-Kannel-From": given.params["from"]} if "from" in given.params else {}),
        }

    async def send(self, message_id: str, phone: str | None, code: str) -> None:
        headers = {**self._headers, "X-Kannel-To": phone} if phone else self._headers
        try:
            async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
                answer = await client.post(self._url, content=_words(code).encode(), headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotTakenError(type(error).__name__) from error
        except httpx.TransportError as error:
            raise InDoubtError(type(error).__name__) from error
        if answer.status_code in _MAYBE_PASSED_ON:
            raise InDoubtError(f"status {answer.status_code}")
        # Without a receiver the gateway refuses what it would have taken.
        is_taken = answer.is_success if phone else answer.status_code in (200, 202, 400)
        if not is_taken:
            raise NotTakenError(f"status {answer.status_code}")


class NoCodeSender:
    """The sender of the demonstration, whose only code is known beforehand."""

    async def send(self, message_id: str, phone: str | None, code: str) -> None:
        pass


def _words(code: str) -> str:
    """Word the message in both languages: the person's is not known.

    At most 70 letters are one SMS.
    """
    return f"{code} : code Qarib / رمز قريب"
