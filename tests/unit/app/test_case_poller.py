"""When the cases are looked at."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from app.session.case_poller import CasePoller


async def test_a_screen_that_opens_meanwhile_does_not_end_the_looking() -> None:
    # Which cases are watched changes on the loop while another thread reads how they stand.
    looks: asyncio.Queue[None] = asyncio.Queue()

    class Cases:
        def get(self, case_id: str) -> None:
            loop.call_soon_threadsafe(poller.watched.add, f"{case_id}, and another")

    async def look() -> None:
        looks.put_nowait(None)

    loop = asyncio.get_running_loop()
    poller = CasePoller(cast(Any, Cases()), look)
    poller.watched = {"one", "two"}
    running = asyncio.create_task(poller.run())
    try:
        for _ in range(3):
            await asyncio.wait_for(looks.get(), 10)
            poller.now()
        assert not running.done()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
