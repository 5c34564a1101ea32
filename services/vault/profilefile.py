"""The small file that says what a profile is and how it opens. Nothing in it is personal in clear.

    {"format": 1, "lock": "none" | "pin" | "passphrase", "card": …,
     "wraps": [{"way": …, "salt": …, "sealed": …,
                "stretching": {"memory_kib": …, "passes": …, "lanes": …} | null}]}

`card` holds the name and the moment of creation, sealed with a key of the device secret: names show while
their profiles are locked. `wraps` holds the data key once for each way in (`keys`). Bytes are Base64.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from services.errors import DamagedRecordError, StoreTooNewError
from services.models.person import Profile
from services.vault import durable
from services.vault.keys import RECOVERY, Stretching, Wrap, sealer_for
from services.vault.rows import pack, unpack
from services.vault.sealing import InvalidTag, Sealer

FILE = "profile.json"
FORMAT = 1
PROFILE = "profile"
"""The kind that a `DamagedRecordError` names for this file."""


@dataclass(frozen=True, slots=True)
class Card:
    """What shows of a locked profile."""

    name: str
    created_at: float
    """Seconds since 1970. Orders the list of profiles."""

    def seal(self, profile_id: str, device_secret: bytes) -> bytes:
        return _card_sealer(profile_id, device_secret).seal(pack(asdict(self)), _card_context(profile_id))


@dataclass(frozen=True, slots=True)
class ProfileFile:
    lock: str
    card: bytes
    wraps: tuple[Wrap, ...]

    def wrap_of(self, *ways: str) -> Wrap | None:
        """The way in of one of these kinds, if there is one."""
        return next((wrap for wrap in self.wraps if wrap.way in ways), None)

    def with_wrap(self, wrap: Wrap, *replacing: str) -> ProfileFile:
        """The same with another way in, in place of those of the kinds `replacing`."""
        return replace(self, wraps=(wrap, *(other for other in self.wraps if other.way not in replacing)))

    def profile(self, profile_id: str, card: Card | None) -> Profile:
        """Without its card it has no name."""
        name = card.name if card else ""
        return Profile(profile_id, name, self.lock, has_code=self.wrap_of(RECOVERY) is not None)

    def open_card(self, profile_id: str, device_secret: bytes) -> Card | None:
        """None when it was not sealed with this device secret, or is damaged."""
        try:
            card = _card_sealer(profile_id, device_secret).open(self.card, _card_context(profile_id))
        except InvalidTag:
            return None
        return Card(**unpack(card))

    def save(self, folder: Path) -> None:
        text = {
            "format": FORMAT,
            "lock": self.lock,
            "card": _text(self.card),
            "wraps": [_wrap_to_json(wrap) for wrap in self.wraps],
        }
        durable.write(folder / FILE, json.dumps(text, indent=1).encode())


def load(folder: Path) -> ProfileFile:
    """Raises `DamagedRecordError`, also when there is no such profile, and `StoreTooNewError`."""
    with durable.disk_errors():
        try:
            raw = (folder / FILE).read_bytes()
        except FileNotFoundError:
            raise DamagedRecordError(PROFILE, folder.name) from None
    try:
        text = json.loads(raw)
        if text["format"] != FORMAT:
            raise StoreTooNewError(int(text["format"]))
        wraps = tuple(_wrap_from_json(wrap) for wrap in text["wraps"])
        return ProfileFile(str(text["lock"]), _bytes(text["card"]), wraps)
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedRecordError(PROFILE, folder.name) from error


def _card_sealer(profile_id: str, device_secret: bytes) -> Sealer:
    return sealer_for(device_secret, f"card/{profile_id}")


def _card_context(profile_id: str) -> bytes:
    return f"profile:{profile_id}|card".encode()


def _wrap_to_json(wrap: Wrap) -> dict[str, Any]:
    return {
        "way": wrap.way,
        "salt": _text(wrap.salt),
        "sealed": _text(wrap.sealed),
        "stretching": None if wrap.stretching is None else asdict(wrap.stretching),
    }


def _wrap_from_json(text: dict[str, Any]) -> Wrap:
    cost = text["stretching"]
    return Wrap(
        way=text["way"],
        salt=_bytes(text["salt"]),
        sealed=_bytes(text["sealed"]),
        stretching=None if cost is None else Stretching(**cost),
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
