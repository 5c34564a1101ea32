"""A profile whose folder may not be looked into, as after a restore by another account, is listed as damaged."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from services.errors import DamagedRecordError
from services.models.person import Profile
from services.vault import ProfileStore


@pytest.mark.parametrize("is_listable", [False, True])
def test_it_is_listed_and_the_others_open(
    profiles: ProfileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_listable: bool
) -> None:
    # Rights are no hindrance to the administrator, who may run this: so the system's answer is made.
    amina, yacine = profiles.create("Amina Benali"), profiles.create("Yacine Benali")
    folder = tmp_path / "profiles" / amina.id
    scandir, opened = os.scandir, Path.open

    def refused(path: Any) -> None:
        if Path(path).is_relative_to(folder):
            raise PermissionError(13, "Permission denied", str(path))

    def looked(path: Any = ".") -> Any:
        if not is_listable:
            refused(path)
        return scandir(path)

    def open_(path: Path, *args: Any, **kwargs: Any) -> Any:
        refused(path)
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(os, "scandir", looked)
    monkeypatch.setattr(Path, "open", open_)
    assert profiles.profiles() == [yacine, Profile(amina.id, "", damaged=True)]
    with pytest.raises(DamagedRecordError) as caught:
        profiles.open(amina.id)
    assert caught.value.kind == "profile"
    profiles.open(yacine.id).close()
    monkeypatch.undo()
    assert {*profiles.profiles()} == {amina, yacine}
    profiles.open(amina.id).close()
