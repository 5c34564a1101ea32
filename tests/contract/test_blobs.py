"""The store of papers, where it does not answer."""

from __future__ import annotations

import asyncio
from io import BytesIO
from pathlib import Path
from threading import Event
from time import monotonic

from anyio.to_thread import run_sync

from ministry.blobs import blob_store


class Stuck(BytesIO):
    """Content whose reading waits as a store that hangs does."""

    def __init__(self, goes_on: Event) -> None:
        super().__init__(b"%PDF")
        self._goes_on = goes_on

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._goes_on.wait()
        return super().seek(offset, whence)


async def test_a_store_that_hangs_leaves_threads_to_others(tmp_path: Path) -> None:
    store, goes_on = blob_store(None, tmp_path), Event()
    puts = [asyncio.create_task(store.put(f"{number:064x}", Stuck(goes_on))) for number in range(100)]
    try:
        await asyncio.wait_for(run_sync(monotonic), 5)
    finally:
        goes_on.set()
        await asyncio.gather(*puts)
    assert await store.has(f"{99:064x}")
