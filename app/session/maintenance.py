"""What no person waits for, once a profile is open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from services.cases import CaseRepository
from services.document_repository import DocumentRepository
from services.drafts import DraftRepository
from services.errors import VaultError
from services.vault import Vault
from services.waiting import run_to_end

AFTER = 3.0
"""Seconds after opening: the home screen is there by then."""
log = logging.getLogger("qarib.profile")


async def tidy(
    vault: Vault,
    drafts: DraftRepository,
    cases: CaseRepository,
    documents: DocumentRepository,
    on_repaired: Callable[[], None],
) -> None:
    """Wait until the home screen is there, then repair and sweep.

    Cancelled, it ends whole. `on_repaired` is called when the store was damaged.
    """
    await asyncio.sleep(AFTER)
    try:
        if not await run_to_end(partial(look_and_sweep, vault, drafts, cases, documents)):
            log.warning("the store was damaged, and was repaired")
            on_repaired()
    except VaultError:
        log.info("there was no room to tidy up, or something is damaged; the next opening tries again")


def look_and_sweep(
    vault: Vault, drafts: DraftRepository, cases: CaseRepository, documents: DocumentRepository
) -> bool:
    """Check the whole store, then sweep; False if it was damaged.

    Opening has time for a part of a large store only. Drafts and cases are brought into the form of this version, and
    what a crash left behind is swept, in a whole store only. Blocks.
    """
    if not vault.check():
        return False
    drafts.renew()
    cases.renew()
    documents.sweep()
    return True
