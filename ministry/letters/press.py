"""Set and seal letters in a process of their own, which gives way to whatever answers people.

A seal takes a twentieth of a second of Python: in a thread beside the event loop, all answers would wait for it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache

from ministry.letters.page import Letter
from ministry.letters.seal import Seal

_NICE = 5
"""A third of the share of what answers: where nothing is left, a receipt still comes within seconds."""


async def printed(letter: Letter, seal: Seal) -> bytes:
    """Return the sealed PDF.

    Raises `LetterError`, and ChildProcessError where the process was ended meanwhile: the next letter has a new one.
    """
    try:
        return await asyncio.get_running_loop().run_in_executor(_press(), _print, letter, seal)
    except BrokenProcessPool as error:
        _press.cache_clear()
        raise ChildProcessError("the process that makes letters was ended") from error


@cache
def _press() -> ProcessPoolExecutor:
    """Return a pool of one process, begun with the first letter."""
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _begin)


def _begin() -> None:
    # A second of Python, which only who makes letters needs: with the full share, as somebody waits for the first one.
    import ministry.letters.setting  # noqa: F401

    if hasattr(os, "nice"):
        os.nice(_NICE)
    # A terminal interrupts all processes; who waits for a letter still gets it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    # The pool tells its processes to end, unless it was killed itself.
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _print(letter: Letter, seal: Seal) -> bytes:
    from ministry.letters.setting import typeset

    return seal.sealed(typeset(letter), letter)
