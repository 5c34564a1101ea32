"""What the device remembers before any profile is open. Nothing here is about a person."""

from __future__ import annotations

import json
from pathlib import Path

from i18n import LANGUAGES
from services.vault import durable

_FILE = "device.json"


class DeviceSettings:
    """The language that was chosen last on this device. All calls block."""

    def __init__(self, home: Path) -> None:
        self._path = home / _FILE

    def language(self) -> str | None:
        """None until a language was chosen, or when the file says something unknown."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        language = kept.get("language") if isinstance(kept, dict) else None
        return language if isinstance(language, str) and language in LANGUAGES else None

    def choose_language(self, language: str) -> None:
        """Raises `StorageFullError`."""
        durable.make_folder(self._path.parent)
        durable.write(self._path, json.dumps({"language": language}).encode())
