"""When a record is tried again, as rules over any number of attempts and any chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import (
    ArchiveError,
    AuthenticationError,
    ConnectivityError,
    DamagedRecordError,
    DocumentError,
    MinistryError,
    ProtocolError,
    QaribError,
    RefusedError,
    ServerError,
    StorageFullError,
    UnreadableNowError,
    VaultError,
)
from services.models.outbox import SendState
from services.outbox.policy import LONGEST_DELAY, LONGEST_RETRY_AFTER, Verdict, delay, judge, tells_reach

chance = st.floats(0, 1, exclude_max=True)
attempts = st.integers(0, 100_000)


@given(attempts, chance)
def test_the_delay_stays_within_five_minutes_and_doubles(attempts: int, chance: float) -> None:
    verdict = Verdict(SendState.WAITING, "unreachable")
    assert 0 <= delay(verdict, attempts, lambda: chance) < LONGEST_DELAY + 1e-9
    most = delay(verdict, attempts, lambda: 1.0)
    assert delay(verdict, attempts + 1, lambda: 1.0) == min(LONGEST_DELAY, most * 2)


@given(attempts, chance, st.floats(-10, 10_000_000))
def test_retry_after_is_never_shortened_and_never_for_days(
    attempts: int, chance: float, asked: float
) -> None:
    verdict = Verdict(SendState.WAITING, "unavailable", retry_after=asked)
    wait = delay(verdict, attempts, lambda: chance)
    assert min(max(asked, 0), LONGEST_RETRY_AFTER) <= wait <= LONGEST_RETRY_AFTER + 1


@pytest.mark.parametrize(
    ("error", "state", "problem", "reach"),
    [
        (ConnectivityError("timeout"), SendState.WAITING, "timeout", False),
        (ProtocolError(200, "text/html"), SendState.WAITING, "unexpected-answer", False),
        (ServerError(500, type="internal"), SendState.WAITING, "internal", True),
        (StorageFullError(), SendState.WAITING, "storage-full", None),
        (VaultError(), SendState.WAITING, "device-trouble", None),
        (UnreadableNowError(), SendState.WAITING, "device-trouble", None),
        (AuthenticationError("token-reused"), SendState.NEEDS_SIGN_IN, "token-reused", None),
        (RefusedError("upload-locked", 423), SendState.WAITING, "upload-locked", True),
        (RefusedError("form-withdrawn", 409), SendState.NEEDS_ATTENTION, "form-withdrawn", True),
        (DocumentError("too_large"), SendState.NEEDS_ATTENTION, "document-too-large", None),
        (DamagedRecordError("request", "id"), SendState.NEEDS_ATTENTION, "damaged-record", None),
    ],
)
def test_each_error_has_its_consequence(
    error: QaribError, state: SendState, problem: str, reach: bool | None
) -> None:
    verdict = judge(error)
    assert verdict is not None
    assert (verdict.state, verdict.problem) == (state, problem)
    assert tells_reach(error) is reach


@pytest.mark.parametrize("error", [ArchiveError("damaged"), MinistryError()])
def test_what_no_attempt_raises_is_not_guessed_at(error: QaribError) -> None:
    assert judge(error) is None
