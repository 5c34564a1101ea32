"""Loading most of the program while the browser loads its own part of it (docs/adr/0002)."""

from __future__ import annotations

import asyncio
import gc
from importlib import import_module
from typing import TYPE_CHECKING

from app.loopback.doorstep import Doorstep
from app.loopback.intake import Intake
from app.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from keyring.backend import KeyringBackend

    from app.shell.house import House

PARTS = (
    "i18n",
    "PIL.Image",
    "cryptography.hazmat.primitives.serialization",
    "cryptography.x509",
    "httpcore",
    "httpx",
    "services.models.catalogue",
    "services.vault.profiles",
    "services.api.client",
    "services.documents",
    "services.photographs",
    "services.archive",
    "services.speech",
    "app.session.open_profile",
    "screens.context",
    "screens.components.frame",
    "screens.draft.fields",
    "screens.requests.request",
    "screens.root",
    "app.shell.house",
    "app.session.drafts",
    "app.shell.window",
)
"""In an order in which none takes much longer than the others, mostly less than 50 ms: what the browser asks for waits
for one of them."""


async def move_in(
    settings: Settings,
    intake: Intake,
    doorstep: Doorstep | None = None,
    keyring: Awaitable[KeyringBackend] | None = None,
) -> House:
    """Load the parts and build the house, in this thread.

    Raises what `build_house` raises. With a doorstep, whenever it is quiet there. `keyring` is for a system whose own
    comes with the first page. Part by part: two threads that load modules that need each other may each get half of
    one.
    """
    # Nearly all that is loaded stays until the end; looking for what could go takes a tenth of the time.
    gc.disable()
    try:
        for part in PARTS:
            if doorstep is not None:
                await doorstep.is_quiet()
            import_module(part)
            await asyncio.sleep(0)
        from app.shell.house import build_house

        backend = await keyring if keyring is not None else None
        return await asyncio.to_thread(build_house, settings, intake=intake, keyring=backend)
    finally:
        gc.freeze()
        gc.enable()
