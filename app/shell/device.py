"""What the device remembers before any profile is open. Nothing here is about a person."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from i18n import LANGUAGES
from services import codec
from services.models.comfort import Comfort
from services.vault import durable

log = logging.getLogger("qarib.device")

_FILE = "device.json"


@dataclass(frozen=True, slots=True)
class _Kept:
    language: str | None = None
    comfort: Comfort | None = None


class DeviceSettings:
    """The language and the comfort of the profile that was open last, or chosen since.

    They are what the screens before a profile look and sound like: who needs large text needs it there, too.

    Read once, when it is made (blocks); choosing blocks too.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / _FILE
        self._kept = self._read()

    def language(self) -> str | None:
        """Return the chosen language, or None for none or an unknown one."""
        language = self._kept.language
        return language if language in LANGUAGES else None

    def comfort(self) -> Comfort | None:
        """Return the chosen comfort, or None for none or an unknown one."""
        return self._kept.comfort

    def choose_language(self, language: str) -> None:
        """Keep the language. Raises `StorageFullError`."""
        self._write(replace(self._kept, language=language))

    def choose_comfort(self, comfort: Comfort) -> None:
        """Keep the comfort, and its language if it has one. Raises `StorageFullError`."""
        self._write(_Kept(comfort.language or self._kept.language, comfort))

    def _read(self) -> _Kept:
        try:
            return codec.parse(self._path.read_bytes(), _Kept)
        except NotADirectoryError:
            raise  # there is no place for the house: that is to be said
        except FileNotFoundError:
            return _Kept()
        except (OSError, codec.ShapeError) as error:
            log.warning("the device's settings cannot be read: %s", type(error).__name__)
            # Damaged, or a disk that cannot read it: both are asked for again, and the app has to start.
            return _Kept()

    def _write(self, kept: _Kept) -> None:
        durable.make_folder(self._path.parent)
        durable.write(self._path, codec.dump(kept))
        self._kept = kept
