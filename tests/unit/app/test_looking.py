"""When the cases are looked at."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from app.looking import Looking


async def test_a_screen_that_opens_meanwhile_does_not_end_the_looking() -> None:
    """Which cases are watched changes on the loop while another thread reads how they stand."""
    looks: asyncio.Queue[None] = asyncio.Queue()

    class Cases:
        def get(self, case_id: str) -> None:
            loop.call_soon_threadsafe(looking.watched.add, f"{case_id}, and another")

    async def look() -> None:
        looks.put_nowait(None)

    loop = asyncio.get_running_loop()
    looking = Looking(cast(Any, Cases()), look)
    looking.watched = {"one", "two"}
    running = asyncio.create_task(looking.run())
    try:
        for _ in range(3):
            await asyncio.wait_for(looks.get(), 10)
            looking.now()
        assert not running.done()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
