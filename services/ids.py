"""Identifiers that the device makes for what it will send."""

from __future__ import annotations

import secrets
import uuid

from services.clock import Clock


def uuid7(clock: Clock) -> str:
    """Make a UUID version 7 (RFC 9562 § 5.7).

    It has 48 bits of milliseconds and 74 random bits.
    """
    milliseconds = int(clock.time() * 1000) & 0xFFFF_FFFF_FFFF
    value = milliseconds << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
