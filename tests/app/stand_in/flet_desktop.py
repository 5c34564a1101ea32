"""The stand-in for Flet's launcher: a window's process that shows nothing and ends on request."""

from __future__ import annotations

import asyncio
import os
import sys


async def open_flet_view_async(
    page_url: str, assets_dir: str | None, hidden: bool
) -> tuple[asyncio.subprocess.Process, str]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(600)")
    print(f"window: {process.pid}", flush=True)
    await asyncio.sleep(float(os.environ.get("QARIB_TEST_OPENING", "0")))
    return process, f"{page_url}.pid"


def close_flet_view(pid_file: str) -> None:
    # The client would have written its number there.
    ...
