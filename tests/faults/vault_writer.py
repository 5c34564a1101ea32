"""A process that writes into a vault until it is killed, and says what it does with the time of each step.

    python -m tests.faults.vault_writer drafts|attachments HOME PROFILE [SAVE_AFTER_FACTOR]

Lines: `ready`, `typed N T`, `begin N T`, `saved N T`, `kept ID SHA256`; T is the monotonic clock that all
processes of the machine share.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

from app.session.delayed_jobs import DelayedJobs
from services.clock import SystemClock
from services.drafts import DraftRepository
from services.models.request import Draft
from services.registry import KINDS
from services.saver import Saver
from services.vault import FileKeystore, ProfileStore, Vault

DRAFT_ID = "draft"


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def text_of(number: int) -> str:
    """Return about 4 KB in which the number can be read."""
    return f"{number} " + "كلمة " * 450


def type_drafts(vault: Vault, factor: float) -> None:
    drafts = DraftRepository(vault)
    draft = drafts.get(DRAFT_ID) or Draft(DRAFT_ID, "sick_leave", "1", "ar", "", "", {"text": text_of(0)})
    number = int(str(draft.inputs["text"]).split(maxsplit=1)[0])

    def save(taken: Draft) -> None:
        which = str(taken.inputs["text"]).split(maxsplit=1)[0]
        say("begin", which, time.monotonic())
        drafts.save(taken)
        say("saved", which, time.monotonic())

    later = DelayedJobs()
    saver = Saver(
        save,
        on_error=lambda error: say("error", type(error).__name__),
        later=lambda seconds, job: later(seconds * factor, job),
    )
    say("ready")
    while True:
        number += 1
        draft.inputs["text"] = text_of(number)
        say("typed", number, time.monotonic())
        saver.changed(draft)
        time.sleep(random.uniform(0.001, 0.02))


def keep_attachments(vault: Vault) -> None:
    say("ready")
    for number in range(10**6):
        attachment_id = f"{os.getpid()}-{number}"
        stored = vault.attachments.put(attachment_id, [os.urandom(random.randrange(1, 10**6))])
        with vault.transaction() as tx:
            tx.put("document", attachment_id, {"sha256": stored.sha256})
        say("kept", attachment_id, stored.sha256)


def main() -> None:
    what, home, profile_id, *factor = sys.argv[1:]
    profiles = ProfileStore(Path(home), FileKeystore(Path(home) / "keystore"), SystemClock(), kinds=KINDS)
    vault = profiles.open(profile_id)
    if what == "drafts":
        type_drafts(vault, float(factor[0]) if factor else 1.0)
    else:
        keep_attachments(vault)


if __name__ == "__main__":
    main()
