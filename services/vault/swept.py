"""Files that no record names any more: set aside for two weeks, then destroyed.

    swept/<id>.<seconds waited>.<when that was counted>

A record that names one of them again has it back. The device's clock may have been set: a sweep counts at most five
days since the one before, so that no single jump of it destroys anything.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from services.vault import durable

SWEPT = "swept"
"""Name of the folder, beside that of the attachments."""
KEPT_FOR = 14 * 86400
"""Seconds."""
MOST_AT_ONCE = 5 * 86400
"""Seconds that one sweep counts."""
_NAME = re.compile(r"([A-Za-z0-9_-]{1,100})\.([0-9]{1,12})\.([0-9]{1,12})")


def waited(before: int, counted_at: int, now: float) -> int:
    """Return the seconds waited by now."""
    return before + int(min(MOST_AT_ONCE, max(0.0, now - counted_at)))


@dataclass(frozen=True, slots=True)
class _Swept:
    path: Path
    attachment_id: str
    before: int
    counted_at: int


class SweptFiles:
    """The files of one profile that wait to be destroyed. The folder is made with the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def waiting(self, now: float, may_go: Container[str] | None = None) -> dict[str, bool]:
        """Map the ids of waiting files to whether they may be destroyed.

        True where the time is over; `may_go` names those that may go, None all.
        """
        return {
            each.attachment_id: waited(each.before, each.counted_at, now) >= KEPT_FOR
            and (may_go is None or each.attachment_id in may_go)
            for each in self._found()
        }

    def take(self, path: Path, now: float) -> bool:
        """Set a file aside. False where that cannot be done."""
        with durable.one_of_many():
            durable.make_folder(self._folder)
            path.replace(self._folder / f"{path.name}.0.{int(now)}")
            durable.sync_folder(self._folder)
            durable.sync_folder(path.parent)
            return True
        return False

    def give_back(self, attachment_id: str, to: Path) -> None:
        """Put a file back where it was, unless another is there."""
        for each in self._found():
            if each.attachment_id.casefold() == attachment_id.casefold() and not to.exists():
                with durable.one_of_many():
                    durable.make_folder(to.parent)
                    each.path.replace(to)
                    durable.sync_folder(to.parent)
                    durable.sync_folder(self._folder)

    def let_go(self, now: float, may_go: Container[str] | None = None) -> None:
        """Destroy what has waited long enough."""
        for each in self._found():
            so_far = waited(each.before, each.counted_at, now)
            with durable.one_of_many():
                if so_far >= KEPT_FOR:
                    if may_go is None or each.attachment_id in may_go:
                        durable.remove(each.path)
                elif so_far != each.before or now < each.counted_at:
                    each.path.replace(self._folder / f"{each.attachment_id}.{so_far}.{int(now)}")

    def remove(self, attachment_id: str) -> bool:
        """Destroy a file at once. False when there was none."""
        removed = [durable.remove(each.path) for each in self._found() if each.attachment_id == attachment_id]
        return any(removed)

    def file(self, attachment_id: str) -> Path | None:
        """Return the path at which a file waits."""
        return next((each.path for each in self._found() if each.attachment_id == attachment_id), None)

    def _found(self) -> list[_Swept]:
        """List the files with a name of this form, no others."""
        if not self._folder.is_dir():
            return []
        with durable.disk_errors():
            paths = sorted(self._folder.iterdir())
        named = [(path, _NAME.fullmatch(path.name)) for path in paths]
        return [
            _Swept(path, name[1], int(name[2]), int(name[3]))
            for path, name in named
            if name and path.is_file()
        ]
