from __future__ import annotations

import pytest

from services.api.tokens import InMemoryTokenStore, KeptTokens
from tests.manual_clock import ManualClock

SECRETS = ("access-0-secret", "refresh-0-secret", "801234567890")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def tokens(clock: ManualClock) -> InMemoryTokenStore:
    """A sign-in of which an hour is left."""
    return InMemoryTokenStore(
        KeptTokens("access-0-secret", "refresh-0-secret", clock.time() + 3600, clock.time() + 86400)
    )
