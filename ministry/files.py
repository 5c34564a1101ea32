"""Files that are there whole or not at all, power cut included."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from ministry.errors import NotOursError, OpenToOthersError

EMBEDDED = "postgres"
"""Folder of PostgreSQL within the data folder."""
_EARLIER = "ministry.sqlite3"
_OURS = frozenset(
    {"secret", "seal.pem", "documents", "server.log", _EARLIER, f"{_EARLIER}.carried-over", EMBEDDED}
)
"""Names by which a folder that is not empty is known as a data folder, of this version or an earlier one."""
_OTHERS = 0o077
"""Every right of the group and of all others."""


def keep_new_files_private() -> None:
    """Keep files of this process private from now on."""
    os.umask(_OTHERS)


def require_ours(folder: Path) -> None:
    """Raise `NotOursError` if a folder holds files, and is no data folder.

    Hidden ones do not count, as those of another process that starts, nor what a file system puts into its root.
    """
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".")} - {"lost+found"}
    if names and not names & _OURS:
        raise NotOursError(folder.resolve())


def close_to_others(folder: Path) -> None:
    """Remove others' rights to a folder and all below it.

    Raises `OpenToOthersError` where that cannot be done. Links are not followed: what they name is not the server's.
    """
    if os.name == "nt":
        return  # the rights of the folder of the account apply there
    root = folder.resolve()
    if root.stat().st_mode & stat.S_ISVTX:
        raise OpenToOthersError(
            root, "it is a folder for all accounts, give the server one of its own (--data)"
        )
    # PostgreSQL, where root runs the server, has an account of its own, which passes through the folders above its own.
    passed = {root, root / EMBEDDED} if os.geteuid() == 0 else set()
    _close(root, _OTHERS & ~stat.S_IXOTH if root in passed else _OTHERS)
    for parent, folders, files in os.walk(root, onerror=_cannot_look):
        for name in (*folders, *files):
            path = Path(parent, name)
            _close(path, _OTHERS & ~stat.S_IXOTH if path in passed else _OTHERS)
        if Path(parent) == root / EMBEDDED:
            folders.clear()  # what is in there is PostgreSQL's to close


def _close(path: Path, rights: int = _OTHERS) -> None:
    try:
        found = path.lstat().st_mode
        if not found & rights or stat.S_ISLNK(found):
            return
        path.chmod(stat.S_IMODE(found) & ~rights)
        found = path.lstat().st_mode
    except FileNotFoundError:
        return  # a server that runs beside this process removed it
    except OSError as error:
        raise OpenToOthersError(path, str(error.strerror)) from error
    if found & rights:
        raise OpenToOthersError(path, "this file system keeps no rights, choose another (--data)")


def _cannot_look(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise OpenToOthersError(Path(error.filename), str(error.strerror)) from error


def create_durably(path: Path, content: bytes) -> bool:
    """Create a file that is there whole or not at all.

    False where another was first, whose file stays.
    """
    temporary = _written(path, content)
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return False
    finally:
        temporary.unlink()
        sync_folder(path.parent)
    return True


def write_durably(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file durably; replace what was there.

    Temporary file → fsync → rename → fsync of the folder.
    """
    temporary = _written(path, content, mode)
    try:
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _written(path: Path, content: bytes, mode: int = 0o600) -> Path:
    """Write a synced file beside `path`, under a name of its own."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable.

    Windows has no such call and needs none.
    """
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
