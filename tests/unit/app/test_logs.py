"""Tests of what logs say: what kind of thing failed and where; never what was in it."""

from __future__ import annotations

import logging
import sys

from app.logs import NoContent


def formatted(name: str, message: str, error: Exception | None = None) -> str:
    info = None
    if error is not None:
        try:
            raise error  # noqa: TRY301
        except Exception:  # noqa: BLE001
            info = sys.exc_info()
    return NoContent().format(logging.LogRecord(name, logging.ERROR, __file__, 1, message, None, info))


def test_the_text_of_an_error_is_left_out() -> None:
    line = formatted("qarib.window", "unexpected", ValueError("Amina Benali 1990"))
    assert "Amina" not in line
    assert "ValueError at app/test_logs.py" in line


def test_messages_of_other_libraries_are_left_out() -> None:
    assert "Amina" not in formatted("flet", "bad value Amina")
    assert "attempt failed" in formatted("services.outbox", "attempt failed")
