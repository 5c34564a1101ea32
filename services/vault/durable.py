"""Files that survive a power cut, and the errors of a disk."""

from __future__ import annotations

import errno
import logging
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from services.errors import StorageFullError, VaultError

_log = logging.getLogger(__name__)

_OTHERS = 0o077
"""Every right of the group and of all others."""
PART_SUFFIX = ".part"
"""Ends the name of a file that is not whole yet."""

# A quota or a limit on the size of a file is a full disk to the person.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn the disk's errors into the vault's.

    A missing file stays a `FileNotFoundError`.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFullError from error
        raise VaultError from error


@contextmanager
def one_of_many() -> Iterator[None]:
    """Log an error with one file, so that the others go on."""
    try:
        yield
    except (OSError, VaultError) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        _log.warning("One of several files is left as it is: errno %s", getattr(cause, "errno", None))


if sys.platform == "darwin":
    import fcntl

    def sync(descriptor: int) -> None:
        """Wait until the file is on the medium.

        On macOS `fsync` stops at the drive's cache.
        """
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
else:

    def sync(descriptor: int) -> None:
        """Wait until the file is on the medium."""
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Make creations, renames and removals in a folder durable."""
    if os.name == "nt":
        return  # Windows cannot open a folder; NTFS keeps its metadata in a journal
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder and its missing parents, readable by this user alone."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


def close_to_others(folder: Path) -> None:
    """Remove other accounts' rights to a folder and all below it.

    Older versions left such rights. What cannot be changed stays as it is: nobody is kept from their own papers for
    it. Links are not followed. A folder that was not made for the app alone is left too: the person's own, one
    above it, one for all accounts.
    """
    if os.name == "nt" or not folder.is_dir():
        return  # Windows has no such rights; the folder of the account protects
    root = folder.resolve()
    if root.stat().st_mode & stat.S_ISVTX or Path.home().resolve().is_relative_to(root):
        return
    _close(root)
    for parent, folders, files in os.walk(root):
        for name in (*folders, *files):
            _close(Path(parent, name))


def _close(path: Path) -> None:
    try:
        found = path.lstat().st_mode
        if found & _OTHERS and not stat.S_ISLNK(found):
            path.chmod(stat.S_IMODE(found) & ~_OTHERS)
    except OSError as error:
        _log.warning("rights of a file stay as they are: errno %s", error.errno)


def create(path: Path) -> int:
    """Create a file that only this user can read; return its descriptor.

    Raises `FileExistsError`.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


def write(path: Path, content: bytes) -> None:
    """Write a small file atomically.

    After a crash it has the old content or the new one.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART_SUFFIX}")
    with disk_errors():
        try:
            with os.fdopen(create(part), "wb") as file:
                file.write(content)
                file.flush()
                sync(file.fileno())
            part.replace(path)
        finally:
            discard(part)
        sync_folder(path.parent)


def overwrite(path: Path, content: bytes) -> None:
    """Write over a small file in place, even on a full disk.

    After a crash its content may be neither old nor new.
    """
    with disk_errors(), path.open("r+b") as file:
        file.write(content)
        file.truncate()
        file.flush()
        sync(file.fileno())


def discard(part: Path) -> None:
    """Remove a file that never became whole.

    Does not hide the error that ended its writing.
    """
    # Where even this fails, it stays behind without a meaning: what ends in PART_SUFFIX is swept.
    with suppress(OSError):
        part.unlink(missing_ok=True)


def remove(path: Path) -> bool:
    """Remove a file durably. False when there was none."""
    with disk_errors():
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        sync_folder(path.parent)
        return True


def destroy(path: Path) -> bool:
    """Overwrite a small file, then remove it.

    A folder in its place goes too. False when there was none. On a magnetic disk this is the end of it; flash may
    keep the old cells for a while.
    """
    if path.is_dir() and not path.is_symlink():
        remove_folder(path)
        return True
    try:
        _may_write(path)
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            sync(file.fileno())
    except FileNotFoundError:
        return False
    except OSError as error:
        # Removed it is nearer to gone than left whole.
        _log.warning("A file could not be overwritten: errno %s", error.errno)
    return remove(path)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it, durably.

    Or a file that has its name.
    """
    with disk_errors():
        if folder.is_symlink() or not folder.is_dir():
            folder.unlink()
        else:
            try:
                shutil.rmtree(folder)
            except PermissionError:
                for path in [folder, *folder.rglob("*")]:
                    _may_write(path)
                shutil.rmtree(folder)
        sync_folder(folder.parent)


def _may_write(path: Path) -> None:
    """Clear a read-only mark, which keeps Windows from removing a file.

    Elsewhere only a folder's mark matters.
    """
    if not path.is_symlink() and not path.stat().st_mode & stat.S_IWUSR:
        path.chmod(0o700)
