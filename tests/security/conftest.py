"""The ministry as the tests of its contract have it: the real application over a real database."""

from __future__ import annotations

from tests.contract.conftest import clock, ministry, world

__all__ = ["clock", "ministry", "world"]
