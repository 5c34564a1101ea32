"""Documents to upload: small, sound, invented."""

from __future__ import annotations

import hashlib
import random
import uuid
from dataclasses import dataclass
from functools import cached_property, lru_cache


@dataclass(frozen=True)
class Sample:
    id: str
    data: bytes
    media_type: str = "application/pdf"

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@lru_cache(16)
def sample(size: int = 3000, seed: int = 1) -> Sample:
    """Make bytes that begin as a PDF and cannot be compressed."""
    source = random.Random(seed * 1_000_003 + size)
    value = (0x019A << 112) | (7 << 76) | (2 << 62) | source.getrandbits(62)
    return Sample(str(uuid.UUID(int=value)), b"%PDF-1.7\n" + source.randbytes(size - 9))
