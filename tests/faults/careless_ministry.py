"""The control: the reference server with one guard removed.

It keeps its answer to a request in one transaction and the effect, the case, in the next. In the gap between them it
says `gap`, and is slow.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Any

from ministry.direct import Direct
from ministry.groups import Groups

from ministry.cli import main
from ministry.requests import service

GAP = 0.5
"""Seconds."""

_write = Groups.write


class PutsOff:
    """A transaction that leaves the effect for later."""

    def __init__(self, direct: Direct, later: list[Any]) -> None:
        self._direct = direct
        self._later = later

    def execute(self, *statement: Any) -> Any:
        if statement[0] in (service._INSERT_CASE, service._INSERT_EVENT):
            self._later.append(statement)
            return None
        return self._direct.execute(*statement)


async def write_in_two(groups: Groups, job: Callable[[Any], Any]) -> Any:
    later: list[Any] = []

    def effect(direct: Direct) -> None:
        for statement in later:
            direct.execute(*statement)

    answer = await _write(groups, lambda direct: job(PutsOff(direct, later)))
    if later:
        os.write(1, b"gap\n")
        await asyncio.sleep(GAP)
        await _write(groups, effect)
    return answer


if __name__ == "__main__":
    setattr(Groups, "write", write_in_two)  # noqa: B010 - on purpose, and no type allows it
    sys.exit(main())
