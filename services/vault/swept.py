"""Files that no record names any more: set aside for two weeks, then destroyed.

    swept/<id>.<seconds waited>.<when that was counted>

A record that names one of them again has it back. The device's clock may have been set: a sweep counts at most five
days since the one before, so that no single jump of it destroys anything.
"""

from __future__ import annotations

from pathlib import Path

from services.vault import durable

SWEPT = "swept"
"""Name of the folder, beside that of the attachments."""
KEPT_FOR = 14 * 86400
"""Seconds."""
MOST_AT_ONCE = 5 * 86400
"""Seconds that one sweep counts."""


def waited(before: int, counted_at: int, now: float) -> int:
    """Seconds waited by now."""
    return before + int(min(MOST_AT_ONCE, max(0.0, now - counted_at)))


class SweptFiles:
    """The files of one profile that wait to be destroyed. The folder is made with the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ids(self) -> set[str]:
        return {path.name.partition(".")[0] for path in self._paths()}

    def take(self, path: Path, now: float) -> None:
        """Set a file aside."""
        if not self._folder.is_dir():
            durable.make_folder(self._folder)
        path.replace(self._folder / f"{path.name}.0.{int(now)}")
        durable.sync_folder(self._folder)

    def give_back(self, attachment_id: str, to: Path) -> None:
        """Put a file back where it was, unless another one is there by now."""
        for path in self._paths():
            if path.name.partition(".")[0] == attachment_id and not to.exists():
                path.replace(to)
                durable.sync_folder(to.parent)
                durable.sync_folder(self._folder)

    def let_go(self, now: float) -> None:
        """Destroy what has waited long enough."""
        for path in self._paths():
            attachment_id, before, counted_at = path.name.split(".")
            so_far = waited(int(before), int(counted_at), now)
            if so_far >= KEPT_FOR:
                durable.remove(path)
            elif so_far != int(before) or now < int(counted_at):
                path.replace(self._folder / f"{attachment_id}.{so_far}.{int(now)}")

    def _paths(self) -> list[Path]:
        """Those with a name of this form; nothing else is touched."""
        if not self._folder.is_dir():
            return []
        found = [(path, path.name.split(".")) for path in self._folder.iterdir()]
        return sorted(
            path for path, parts in found if len(parts) == 3 and parts[1].isdecimal() and parts[2].isdecimal()
        )
