"""The process that makes letters: it gives way to others, and one that was ended is followed by another."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from ministry.letters.errors import LetterError
from ministry.letters.page import Letter
from ministry.letters.press import printed
from ministry.letters.seal import Seal, Standing, fund_seal
from ministry.letters.setting import typeset
from tests.letters.drafts import decision

PATIENCE_SECONDS = 60


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return fund_seal(tmp_path / "seal.pem", datetime(2026, 11, 21, tzinfo=UTC), is_demo=True)


def presses() -> list[psutil.Process]:
    """Children of this process that make letters."""
    children = psutil.Process().children()
    return [each for each in children if "spawn_main" in " ".join(each.cmdline())]


async def test_a_letter_has_its_seal_and_its_process_gives_way(seal: Seal) -> None:
    letter = decision("ar")
    pdf = await printed(letter, seal)
    assert pdf.startswith(typeset(letter)), "what was set is not changed by the seal"
    assert seal.standing(pdf) is Standing.HOLDS
    if sys.platform != "win32":
        assert [each.nice() for each in presses()] == [min(19, os.nice(0) + 15)]


async def test_a_process_that_was_ended_is_followed_by_another(seal: Seal) -> None:
    letter = decision("fr")
    await printed(letter, seal)
    [press] = presses()
    press.suspend()
    asked = asyncio.create_task(printed(letter, seal))
    await asyncio.sleep(0)
    press.kill()
    with pytest.raises(ChildProcessError):
        await asyncio.wait_for(asked, PATIENCE_SECONDS)
    assert seal.standing(await printed(letter, seal)) is Standing.HOLDS


async def test_what_cannot_be_set_is_the_same_error_as_beside_it(seal: Seal) -> None:
    letter = decision("fr")
    broken = Letter("no such language", letter.title, letter.reference, letter.at, letter.head, letter.blocks)
    with pytest.raises(LetterError):
        await printed(broken, seal)
