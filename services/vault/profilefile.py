"""The small file that says what a profile is and how it opens. Nothing in it is personal in clear.

    {"format": 1, "lock": "none" | "pin" | "passphrase", "card": …,
     "wraps": [{"way": …, "salt": …, "sealed": …,
                "stretching": {"memory_kib": …, "passes": …, "lanes": …} | null}]}

`card` holds the name and the moment of creation, sealed with a key of the device secret: names show while
their profiles are locked. `wraps` holds the data key once for each way in (`keys`). Bytes are Base64.

It is kept in two copies with digests (`copies`): a damaged wrap would else look like a wrong PIN.
"""

from __future__ import annotations

import base64
import json
import logging
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from services import codec
from services.errors import DamagedRecordError, KeystoreError, StoreTooNewError, VaultError
from services.models.person import Profile
from services.vault.change_lock import alone
from services.vault.copies import Copies, DamagedFileError
from services.vault.keys import OWN_WAYS, RECOVERY, SALT_SIZE, Stretching, Wrap, normalised, sealer_for
from services.vault.rows import pack, unpack
from services.vault.sealing import KEY_SIZE, OVERHEAD, InvalidTag, Sealer

logger = logging.getLogger(__name__)

FILE = "profile.json"
FORMAT = 1
PROFILE = "profile"
"""The kind that a `DamagedRecordError` names for this file."""
LONGEST_NAME = 500
"""Characters."""

_MOST = 128 * 1024
"""Bytes of the file."""
_LARGEST_CARD = 64 * 1024
_WAY_OF = {"none": "device", "pin": "secret", "passphrase": "secret"}
"""The way in that belongs to each lock."""


@dataclass(frozen=True, slots=True)
class Card:
    """What shows of a locked profile."""

    name: str
    created_at: float
    """Seconds since 1970. Orders the list of profiles."""

    def __post_init__(self) -> None:
        if not 0 < len(self.name) <= LONGEST_NAME:
            raise ValueError("a profile needs a name of at most 500 characters")

    def seal(self, profile_id: str, device_secret: bytes) -> bytes:
        return _card_sealer(profile_id, device_secret).seal(pack(asdict(self)), _card_context(profile_id))


@dataclass(frozen=True, slots=True)
class ProfileFile:
    lock: str
    card: bytes
    wraps: tuple[Wrap, ...]

    def wrap_of(self, *ways: str) -> Wrap | None:
        """Return the way in of one of these kinds, or None."""
        return next((wrap for wrap in self.wraps if wrap.way in ways), None)

    def with_wrap(self, wrap: Wrap, *replacing: str) -> ProfileFile:
        """Return a copy with `wrap` in place of the ways `replacing`."""
        return replace(self, wraps=(wrap, *(other for other in self.wraps if other.way not in replacing)))

    def profile(self, profile_id: str, card: Card | None) -> Profile:
        """Describe the profile; without its card it has no name."""
        name = card.name if card else ""
        return Profile(profile_id, name, self.lock, has_code=self.wrap_of(RECOVERY) is not None)

    def open_card(self, profile_id: str, device_secret: bytes) -> Card | None:
        """Open the card; None if it is damaged or another secret's."""
        try:
            card = _card_sealer(profile_id, device_secret).open(self.card, _card_context(profile_id))
        except InvalidTag:
            return None
        return Card(**unpack(card))

    def save(self, folder: Path) -> None:
        """Write both copies of the file.

        Raises `StorageFullError`, `VaultError`, and then the folder holds what it held.
        """
        text = {
            "format": FORMAT,
            "lock": self.lock,
            "card": _text(self.card),
            "wraps": [_wrap_to_json(wrap) for wrap in self.wraps],
        }
        copies(folder).write(json.dumps(text, indent=1).encode())


@dataclass(frozen=True, slots=True)
class _Format:
    format: int


@dataclass(frozen=True, slots=True)
class _Cost:
    memory_kib: int
    passes: int
    lanes: int


@dataclass(frozen=True, slots=True)
class _Wrap:
    way: str
    salt: str
    sealed: str
    stretching: _Cost | None


@dataclass(frozen=True, slots=True)
class _File:
    lock: str
    card: str
    wraps: list[_Wrap]


def lock_kind(secret: str | None) -> str:
    """Name the lock that a secret makes: `none`, `pin` or `passphrase`."""
    if secret is None:
        return "none"
    return "pin" if normalised(secret).isdecimal() else "passphrase"


def shown_name(name: str) -> str:
    """Return the name as it is kept. Raises `ValueError` if empty."""
    if not name.strip():
        raise ValueError("a profile needs a name")
    return name.strip()[:LONGEST_NAME]


def copies(folder: Path) -> Copies:
    """Return both copies of the file of a profile."""
    # Versions before this one wrote the JSON alone.
    return Copies(folder / FILE, _MOST, lambda raw: raw.startswith(b"{"))


def load(folder: Path) -> ProfileFile:
    """Read the file of a profile, repaired where one copy is damaged.

    Raises `DamagedRecordError`, also when there is no such profile, `StoreTooNewError`, and `UnreadableNowError`.
    """
    try:
        raw = copies(folder).read()
        if raw is None:
            raise DamagedRecordError(PROFILE, folder.name)
        return parse(raw)
    except (DamagedFileError, codec.ShapeError, ValueError) as error:
        raise DamagedRecordError(PROFILE, folder.name) from error


def newest(folder: Path, device_secret: bytes) -> ProfileFile:
    """Read the file for a change to it.

    Raises `KeystoreError` if the profile has another device secret by now.
    """
    file = load(folder)
    if file.open_card(folder.name, device_secret) is None:
        raise KeystoreError
    return file


def double(folder: Path, file: ProfileFile) -> None:
    """Write both copies of a profile's file unless they are alike."""
    try:
        if not copies(folder).are_alike():
            with alone(folder):
                if load(folder) == file:
                    file.save(folder)
    except VaultError:
        # It opens as it is; the next opening tries again.
        logger.warning("The file of a profile could not be written twice.")


def parse(raw: bytes) -> ProfileFile:
    """Read the content of the file. Raises `ShapeError` or `ValueError`, and `StoreTooNewError`."""
    text = codec.read_json(raw)
    version = codec.structure(text, _Format).format
    if version > FORMAT:
        raise StoreTooNewError(version)
    kept = codec.structure(text, _File)
    card, wraps = _bytes(kept.card), tuple(_opened(each) for each in kept.wraps)
    ways = [wrap.way for wrap in wraps]
    own = [way for way in ways if way in OWN_WAYS]
    if version != FORMAT or not OVERHEAD < len(card) <= _LARGEST_CARD or len(set(ways)) != len(ways):
        raise ValueError("not a file that this program writes")
    if own != [_WAY_OF.get(kept.lock)]:
        raise ValueError("a lock without its way in")
    return ProfileFile(kept.lock, card, wraps)


def _opened(kept: _Wrap) -> Wrap:
    salt, sealed = _bytes(kept.salt), _bytes(kept.sealed)
    cost = None if kept.stretching is None else Stretching(**asdict(kept.stretching))
    if (
        kept.way not in (*OWN_WAYS, RECOVERY)
        or (cost is not None) is not (kept.way == "secret")
        or (len(salt), len(sealed)) != (SALT_SIZE, OVERHEAD + KEY_SIZE)
    ):
        raise ValueError("not a way in")
    return Wrap(kept.way, salt, sealed, cost)


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


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
