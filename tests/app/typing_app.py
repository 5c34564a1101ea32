"""The app in which words were typed that only its end writes: `python -m tests.app.typing_app …`, as `python -m app`.

With QARIB_TEST_STUCK its end never comes by itself.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from app.__main__ import main
from app.shell import house, start_up
from app.shell.house import House
from services.clock import SystemClock
from services.ids import uuid7
from services.models.request import Draft

ADDRESS = "7 chemin des Figuiers"


async def type_words(house: House) -> None:
    opened = await house.open_profile(house.profiles.create("Amina").id)
    opened.saver._schedule = lambda _: None  # type: ignore[method-assign]
    now = "2026-11-28T10:00:00Z"
    inputs = {"address": ADDRESS}
    opened.saver.changed(Draft(uuid7(SystemClock()), "sick_leave", "1", "fr", now, now, inputs=inputs))


async def stuck(_: House) -> None:
    print("ending", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    moves_in = start_up.move_in

    async def move_in(*arguments: Any, **named: Any) -> House:
        made = await moves_in(*arguments, **named)
        await type_words(made)
        print("typed", flush=True)
        return made

    start_up.move_in = move_in
    if os.environ.get("QARIB_TEST_STUCK"):
        house.House.close_profile = house.House.close = stuck  # type: ignore[method-assign]
    main()
