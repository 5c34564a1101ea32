"""Loading most of the program while the browser loads its own part of it (docs/adr/0065)."""

from __future__ import annotations

import asyncio
import gc
from importlib import import_module
from typing import TYPE_CHECKING

from app.intake import Intake
from app.settings import Settings

if TYPE_CHECKING:
    from app.house import House

PARTS = (
    "PIL.Image",
    "cryptography.x509",
    "httpx",
    "services.ministry.client",
    "services.forms.validation",
    "services.photographs",
    "services.archive",
    "services.speech",
    "app.open_profile",
    "screens.context",
    "screens.components.frame",
    "screens.draft.form",
    "screens.root",
    "app.house",
    "app.window",
)
"""In an order in which none takes much longer than the others: what the browser asks for waits for one of them."""
_TURN = 0.005
"""Seconds between two parts, for what the browser asked for meanwhile."""


async def move_in(settings: Settings, intake: Intake) -> House:
    """Raises what `build_house` raises.

    In this thread, part by part: two threads that load modules that need each other may each get half of one.
    """
    # Nearly all that is loaded stays until the end; looking for what could go takes a tenth of the time.
    gc.disable()
    try:
        for part in PARTS:
            import_module(part)
            await asyncio.sleep(_TURN)
        from app.house import build_house

        return await asyncio.to_thread(build_house, settings, intake=intake)
    finally:
        gc.freeze()
        gc.enable()
