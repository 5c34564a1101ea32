"""Reading picked files one after the other: progress, cancelling, and what is wrong with one, in words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from i18n import Words, problems
from screens.context import Box, use_actions, use_box, use_ui, use_value
from screens.given import PickedFile
from services.errors import QaribError

Add = Callable[[PickedFile, Callable[[float], None]], Awaitable[None]]
Pick = Callable[[], Awaitable[list[PickedFile]]]

_IDLE: tuple[str, float] | None = None
_NO_TASK: asyncio.Task[None] | None = None


@dataclass(frozen=True)
class Reading:
    """`now` is the file being read and how far, 0.0 to 1.0; `problem` what was wrong with the last one."""

    now: tuple[str, float] | None
    problem: str
    run: Callable[..., Awaitable[None]]
    """Takes a `Pick` and how many places were freed since it was rendered."""
    cancel: Callable[[], None]
    clear: Callable[[], None]


def use_reading(add: Add, room: int) -> Reading:
    """Read picked files one after the other.

    `add` takes one file and raises what is wrong with it; `room` is how many more are taken.
    """
    actions, t = use_actions(), use_ui().words
    now, set_now = use_value(_IDLE)
    problem, set_problem = use_value("")
    task = use_box(_NO_TASK)

    def told(name: str, part: float) -> None:
        set_now((name, part))

    async def take(files: list[PickedFile], room: int) -> None:
        for file in files[:room]:
            told(file.name, 0.0)
            await add(file, partial(told, file.name))
        set_problem(_left_out([file.name for file in files[room:]], t))

    async def run(pick: Pick, freed: int = 0) -> None:
        clear()
        mine = _NO_TASK
        try:
            files = await pick()
            await _over(task)
            mine = task.value = asyncio.ensure_future(take(files, room + freed))
            await asyncio.wait({mine})
            if not mine.cancelled():
                mine.result()
        except QaribError as error:
            set_problem(problems.describe(error, t).in_one_line)
        except Exception as error:  # noqa: BLE001 - same guarded edge as `screens.context.use_guard`
            actions.report(error)
        finally:
            if task.value is mine:
                task.value = None
                set_now(None)

    def clear() -> None:
        set_problem("")

    return Reading(now, problem, run, partial(_stop, task), clear)


async def _over(task: Box[asyncio.Task[None] | None]) -> None:
    """Wait until no file is being read.

    Who taps twice gets two choosers: what the second brings is read after what the first did.
    """
    while task.value is not None:
        await asyncio.wait({task.value})
        await asyncio.sleep(0)  # the caller that waited for it first says that it is over


def _stop(task: Box[asyncio.Task[None] | None]) -> None:
    if task.value is not None:
        task.value.cancel()


def _left_out(names: list[str], t: Words) -> str:
    if not names:
        return ""
    return t.n(
        "There is no room for {count} more file. Not added: {files}.",
        "There is no room for {count} more files. Not added: {files}.",
        len(names),
        files=t.list([t.isolate(name) for name in names]),
    )
