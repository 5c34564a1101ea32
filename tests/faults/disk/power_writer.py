"""A process that writes into a vault until the power is cut, and says what was acknowledged.

    python -m tests.faults.disk.power_writer HOME whole|no-sync|rename-without-fsync

Lines: `ready`; `record ID NUMBER`, `file ID SHA256`, `gone ID`, each once it is acknowledged. The other two are
controls, each with a guard removed: nothing waits for the medium, or the files of attachments alone do not.
"""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

from services.vault import Vault, database, durable, repair
from tests.faults.disk.changes import made, opened


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def rename_without_fsync() -> None:
    """Write files as many programs do."""
    durable.sync = lambda _: None  # type: ignore[assignment]


def no_sync() -> None:
    """Let no write wait for the medium, neither SQLite's nor ours."""
    connect = database.connect

    def careless(
        path: Path, profile_id: str, *seal: Callable[[sqlite3.Connection], None]
    ) -> sqlite3.Connection:
        connection = connect(path, profile_id, *seal)
        connection.execute("PRAGMA synchronous=OFF")
        return connection

    rename_without_fsync()
    durable.sync_folder = lambda _: None  # type: ignore[assignment]
    repair.connect = careless


def write(vault: Vault) -> None:
    say("ready")
    for number in range(1, 10**6):
        record_id = f"r{number % 20}"
        with vault.transaction() as tx:
            tx.put("draft", record_id, {"number": number, "text": "كلمة " * random.randrange(400)})
        say("record", record_id, number)
        if number % 10 == 0:
            file_id = f"f{number // 10 % 20}"
            content = os.urandom(random.randrange(1, 100_000))
            with vault.transaction() as tx:
                tx.delete("document", file_id)
            say("gone", file_id)
            sha256 = hashlib.sha256(content).hexdigest()
            vault.attachments.put(file_id, [content])
            with vault.transaction() as tx:
                tx.put("document", file_id, {"sha256": sha256})
            say("file", file_id, sha256)


if __name__ == "__main__":
    {"whole": lambda: None, "no-sync": no_sync, "rename-without-fsync": rename_without_fsync}[sys.argv[2]]()
    home = Path(sys.argv[1])
    write(opened(home) if home.exists() else made(home))
