"""How a one-time code reaches the person's phone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Protocol

from ministry.clock import Clock, rfc3339
from ministry.files import write_durably
from ministry.ids import new_id


class CodeSender(Protocol):
    def send(self, phone: str, code: str) -> None:
        """Takes an E.164 number. Returns once the message is safely on its way; raises OSError if not."""


class FolderCodeSender:
    """Leaves one JSON file a message for an SMS gateway, which deletes what it has sent."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def send(self, phone: str, code: str) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        now = self._clock()
        message = {"to": phone, "code": code, "at": rfc3339(now)}
        name = f"{new_id(now)}.json"
        write_durably(self._folder / name, json.dumps(message).encode())


class NoCodeSender:
    """For the demonstration, whose only code is known beforehand."""

    def send(self, phone: str, code: str) -> None:
        pass
