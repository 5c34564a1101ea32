"""Small files kept in two copies, each with a digest and the number of its writing.

    qarib <SHA-256 of the rest, in hexadecimal> <generation>
    <content>

One damaged or missing copy costs nothing: the other has the content, and the damaged one is written again. Of
two whole copies the one of the higher generation is the newest; a crash between both writes leaves them apart. A full
disk has no room for a third file: there the older copy is written over, then the newer one.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from services.errors import StorageFullError, UnreadableNowError, VaultError
from services.vault import durable

logger = logging.getLogger(__name__)

SECOND = ".copy"
"""Ends the name of the second copy."""

_HEADER = re.compile(rb"qarib ([0-9a-f]{64}) ([1-9][0-9]{0,17})\n")
_LONGEST_HEADER = 96


# What cannot be read for one of these reasons cannot be read tomorrow either. EUCLEAN is a damaged file system.
_DAMAGE = {
    getattr(errno, name, 0)
    for name in ("EIO", "EUCLEAN", "EBADMSG", "EISDIR", "ENOTDIR", "ELOOP", "ENXIO", "EACCES", "EPERM")
}
_SHARING_VIOLATIONS = (32, 33)
"""Of Windows, which tells them as EACCES: another program, such as a virus scanner, has the file open."""


class DamagedFileError(VaultError):
    """A file with copies of which none is whole. The caller decides what that means."""


@dataclass(frozen=True, slots=True)
class _Copy:
    path: Path
    raw: bytes | None
    """None when there is no such file."""
    generation: int = -1
    """0 for content of a version that wrote no digest; -1 when the copy is missing or damaged."""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Copies:
    """Both copies of one file, the first at `path`. Every call blocks."""

    path: Path
    most: int
    """Bytes of content. More is damage."""
    is_old: Callable[[bytes], bool]
    """True if a file without a digest can be one of the version that wrote none."""

    def read(self) -> bytes | None:
        """Return the newest content; None when there is no copy.

        Raises `DamagedFileError` when there is a copy, and none that is whole; `UnreadableNowError`, and then
        writes nothing: the copy that cannot be read may be the newest.
        """
        found = self._found()
        newest = max(found, key=lambda copy: copy.generation)
        if newest.generation > 0:
            self._mend(newest, found)
        elif newest.generation < 0:
            if all(copy.raw is None for copy in found):
                return None
            raise DamagedFileError
        # Content without a digest is left as it is: nothing has shown yet that it is whole.
        return newest.content

    def write(self, content: bytes) -> None:
        """Replace both copies, on a full disk by writing over them.

        Raises `StorageFullError`, `VaultError`, and then the old content is still there.
        """
        if len(content) > self.most:
            raise ValueError("more than may stand in this file")
        found = self._found()
        raw = stamped(content, 1 + max(0, *(copy.generation for copy in found)))
        first, second = found
        try:
            durable.write(first.path, raw)
        except StorageFullError:
            older, newest = sorted(self._found(), key=lambda copy: copy.generation)
            if older.raw is None or newest.generation <= 0:
                raise
            # In this order one copy is whole at any time.
            durable.overwrite(older.path, raw)
            second = newest
        # The newest copy counts from here on: an error now would deny a change that has been made.
        self._replace(second.path, raw)

    def are_alike(self) -> bool:
        """True if both copies are whole and say the same."""
        first, second = self._found()
        return first.generation > 0 and first.raw == second.raw

    def destroy(self) -> None:
        """Overwrite and remove both copies and what a crash left.

        Raises `VaultError` when one could not be removed, after all others are.
        """
        with durable.disk_errors():
            left = [*self.path.parent.glob(f"{self.path.name}*{durable.PART_SUFFIX}")]
        failed: VaultError | None = None
        for path in [*self.paths, *left]:
            try:
                durable.destroy(path)
            except VaultError as error:
                failed = error
        if failed is not None:
            raise failed

    @property
    def paths(self) -> tuple[Path, Path]:
        return self.path, self.path.with_name(self.path.name + SECOND)

    def _found(self) -> list[_Copy]:
        return [self._look(path) for path in self.paths]

    def _look(self, path: Path) -> _Copy:
        try:
            with path.open("rb") as file:
                raw = file.read(_LONGEST_HEADER + self.most + 1)
        except FileNotFoundError:
            return _Copy(path, None)
        except OSError as error:
            if not _is_damage(error):
                raise UnreadableNowError from error
            # A sector that cannot be read, a folder in its place: the other copy may still be whole.
            logger.warning("A copy of a small file cannot be read: error %s.", error.errno)
            return _Copy(path, b"")
        generation, content = unstamped(raw)
        if generation > 0 and len(content) <= self.most:
            return _Copy(path, raw, generation, content)
        if generation == 0 and 0 < len(raw) <= self.most and self.is_old(raw):
            return _Copy(path, raw, 0, raw)
        return _Copy(path, raw)

    def _mend(self, newest: _Copy, found: list[_Copy]) -> None:
        for copy in found:
            if copy.raw != newest.raw and newest.raw is not None:
                logger.warning("A copy of a small file was missing, damaged or stale.")
                self._replace(copy.path, newest.raw)

    def _replace(self, path: Path, raw: bytes) -> None:
        """Let one copy be as the other, which is whole."""
        try:
            try:
                durable.write(path, raw)
            except StorageFullError:
                durable.overwrite(path, raw)
        except (VaultError, FileNotFoundError):
            # One whole copy is there; the next reading tries again.
            logger.warning("A copy of a small file could not be written.")


def stamped(content: bytes, generation: int) -> bytes:
    """Return a file that holds content under its digest."""
    return b"qarib %b %d\n%b" % (_digest(content, generation), generation, content)


def unstamped(raw: bytes) -> tuple[int, bytes]:
    """Return the generation and the content of a file.

    Generation 0 without a digest, -1 with one that is wrong.
    """
    header = _HEADER.match(raw)
    if header is None:
        return 0, raw
    generation, content = int(header[2]), raw[header.end() :]
    return (generation, content) if _digest(content, generation) == header[1] else (-1, b"")


def _is_damage(error: OSError) -> bool:
    is_held = getattr(error, "winerror", None) in _SHARING_VIOLATIONS
    return error.errno in _DAMAGE and not is_held


def _digest(content: bytes, generation: int) -> bytes:
    return hashlib.sha256(b"%d\n%b" % (generation, content)).hexdigest().encode()
