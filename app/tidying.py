"""What no person waits for, once a profile is open."""

from __future__ import annotations

import asyncio
import logging

from services.document_repository import DocumentRepository
from services.drafts import DraftRepository
from services.errors import VaultError
from services.vault import Vault
from services.waiting import run_to_end

AFTER = 3.0
"""Seconds after opening: the home screen is there by then."""
log = logging.getLogger("qarib.profile")


async def tidy(vault: Vault, drafts: DraftRepository, documents: DocumentRepository) -> None:
    """Bring drafts into the form of this version, sweep what a crash left behind, then look at the whole store:
    opening has time for a part of a large one. Cancelled, it ends whole."""
    await asyncio.sleep(AFTER)
    try:
        await run_to_end(drafts.renew)
        await run_to_end(documents.sweep)
        if not await run_to_end(vault.check):
            log.warning("the store is damaged; the next opening repairs it")
    except VaultError:
        log.info("there was no room to tidy up, or something is damaged; the next opening tries again")
