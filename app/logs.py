"""What is logged: what kind of thing failed and where, never what was in it."""

from __future__ import annotations

import asyncio
import logging
import sys
import traceback
from pathlib import Path

log = logging.getLogger("qarib")

_FRAMES = 6
"""Enough to get from a library to the part of this program that called it."""


class NoContent(logging.Formatter):
    """A filter that drops the text of every exception: it may quote an answer, a name, a file.

    Messages of other libraries are dropped too, for the same reason; their level and origin stay.
    """

    def format(self, record: logging.LogRecord) -> str:
        own = record.name.startswith("qarib") or record.name.startswith("services.")
        message = record.getMessage() if own else ""
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {message}".rstrip()
        if record.exc_info and record.exc_info[1] is not None:
            line += f" {where(record.exc_info[1])}"
        return line


def where(error: BaseException) -> str:
    """Return the type of an error and its last places, nearest first."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = [
        f"{Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.lineno}" for frame in frames
    ]
    return f"{type(error).__name__} at {' < '.join(reversed(places))}" if places else type(error).__name__


def configure(level: int = logging.WARNING) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(NoContent())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def note_end(log: logging.Logger, task: asyncio.Task[None]) -> None:
    """Log the error that ended a worker, unless it was cancelled."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a worker ended: %s", where(error))
