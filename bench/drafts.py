"""Drafts as a person leaves them, and profiles that hold many: what several subjects measure with."""

from __future__ import annotations

import functools
import random
import string
from dataclasses import replace
from pathlib import Path

from ministry.catalogue.loader import load
from services import codec
from services.clock import SystemClock, rfc3339
from services.drafts import DraftRepository
from services.ids import uuid7
from services.models.person import Profile
from services.models.request import Draft
from services.registry import KINDS
from services.vault import FileKeystore, ProfileStore, Vault
from services.vault.keystore import FOLDER
from services.vault.rows import pack

SERVICE = "affiliation_certificate"
SIZE = 4096
"""Bytes of a draft as it is packed, before it is sealed."""
CLOCK = SystemClock()
_AT_ONCE = 1000


@functools.cache
def form_version() -> str:
    """Return the version of the form that is published now."""
    services = load().document["services"]
    return str(next(each for each in services if each["id"] == SERVICE)["form"]["version"])


def draft(size: int = SIZE) -> Draft:
    """Make a draft of exactly `size` bytes, most in one answer."""
    return _with_answer(_missing(size))


def reworded(written: Draft, chance: random.Random) -> Draft:
    """Change the letters of the long answer, not its length."""
    letters = "".join(chance.choices(string.ascii_lowercase, k=len(str(written.inputs["address"]))))
    return replace(written, inputs={**written.inputs, "address": letters})


@functools.cache
def _missing(size: int) -> int:
    """Return the letters of an answer that fill up a draft."""
    letters = size - len(packed(_with_answer(0)))
    # Less what their number itself takes.
    return letters - (len(packed(_with_answer(letters))) - size)


def _with_answer(letters: int) -> Draft:
    now = rfc3339(CLOCK.now())
    return Draft(
        id=uuid7(CLOCK),
        service_id=SERVICE,
        form_version=form_version(),
        language="fr",
        created_at=now,
        updated_at=now,
        inputs={
            "certificate_kind": "affiliation",
            "fund": "cnas",
            "last_name": "Benali",
            "address": "a" * letters,
        },
        group="citizen",
    )


def packed(written: Draft) -> bytes:
    """Return what the vault seals of a draft."""
    return pack(codec.unstructure(written))


def profiles(home: Path) -> ProfileStore:
    """Return the profiles of a device without a system keystore."""
    return ProfileStore(home, FileKeystore(home / FOLDER), CLOCK, kinds=KINDS)


def fill(vault: Vault, count: int) -> None:
    """Keep this number of drafts of 4 KB."""
    kept = DraftRepository(vault)
    for start in range(0, count, _AT_ONCE):
        with vault.transaction() as tx:
            for _ in range(start, min(start + _AT_ONCE, count)):
                kept.save(draft(), tx)


def profile_with(home: Path, count: int, secret: str | None = None) -> Profile:
    """Make a profile with this number of drafts, closed again."""
    store = profiles(home)
    profile = store.create("Amina", secret)
    vault = store.open(profile.id, secret)
    fill(vault, count)
    vault.close()
    return profile
