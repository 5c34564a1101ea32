from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.api.responses import Fetched
from services.catalogue.decoding import CatalogueError
from services.catalogue.repository import CatalogueRepository
from services.errors import ConnectivityError, StorageFullError, VaultError
from services.models.catalogue import question_in
from services.vault import durable
from tests.unit.catalogue.builders import PLACES, catalogue, question, service


class Ministry:
    """A public source that keeps the rule of ETags and can be unplugged."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.plugged = True
        self.asked: list[tuple[str, str | None]] = []

    async def catalogue(self, etag: str | None = None) -> Fetched | None:
        return self._answer("catalogue", self.raw, etag)

    async def places(self, etag: str | None = None) -> Fetched | None:
        return self._answer("places", PLACES, etag)

    def _answer(self, name: str, raw: bytes, etag: str | None) -> Fetched | None:
        self.asked.append((name, etag))
        if not self.plugged:
            raise ConnectivityError
        now = f'"{hash(raw)}"'
        return None if etag == now else Fetched(raw, now)


async def test_what_was_fetched_once_opens_without_a_network(tmp_path: Path) -> None:
    repository = CatalogueRepository(tmp_path / "public")
    assert repository.snapshot() is None
    assert repository.index("fr") is None
    assert await repository.refresh(Ministry(catalogue(service("a"))))
    again = CatalogueRepository(tmp_path / "public").snapshot()
    assert again == repository.snapshot() is not None
    assert again is not None
    assert [each.id for each in again.catalogue.services] == ["a"]
    assert again.wilayas[0].code == "15"


async def test_without_a_network_what_is_kept_stays(tmp_path: Path) -> None:
    ministry, repository = Ministry(catalogue(service("a"))), CatalogueRepository(tmp_path)
    await repository.refresh(ministry)
    before, ministry.plugged = repository.snapshot(), False
    with pytest.raises(ConnectivityError):
        await repository.refresh(ministry)
    assert repository.snapshot() is before


async def test_only_what_changed_is_fetched_again(tmp_path: Path) -> None:
    ministry = Ministry(catalogue(service("a")))
    await CatalogueRepository(tmp_path).refresh(ministry)
    repository = CatalogueRepository(tmp_path)
    ministry.asked.clear()
    assert not await repository.refresh(ministry)
    assert all(etag for _, etag in ministry.asked)
    ministry.raw = catalogue(service("b"))
    assert await repository.refresh(ministry)
    index = repository.index("fr")
    assert index is not None
    assert [each.id for each in index.search("b")] == ["b"]


async def test_the_form_of_a_draft_is_still_there_after_a_newer_one_came(tmp_path: Path) -> None:
    ministry, repository = (
        Ministry(catalogue(service("a", question("old", "text")))),
        CatalogueRepository(tmp_path),
    )
    await repository.refresh(ministry)
    ministry.raw = catalogue(service("a", question("new", "text"), version="2"))
    await repository.refresh(ministry)
    for version, asked in (("1", "old"), ("2", "new")):
        form = repository.form("a", version)
        assert form is not None
        assert question_in(form, asked) is not None
    assert repository.form("a", "0") is None
    assert repository.form("b", "1") is None


async def test_a_damaged_file_is_fetched_again_whole(tmp_path: Path) -> None:
    ministry = Ministry(catalogue(service("a")))
    await CatalogueRepository(tmp_path).refresh(ministry)
    (kept,) = tmp_path.glob("catalogue.cache")
    kept.write_bytes(kept.read_bytes()[:60])
    repository = CatalogueRepository(tmp_path)
    assert repository.snapshot() is None
    assert await repository.refresh(ministry)
    assert repository.snapshot() is not None


async def test_an_answer_that_is_no_catalogue_replaces_nothing(tmp_path: Path) -> None:
    ministry, repository = Ministry(catalogue(service("a"))), CatalogueRepository(tmp_path)
    await repository.refresh(ministry)
    before, ministry.raw = repository.snapshot(), b'{"services": 3}'
    with pytest.raises(CatalogueError):
        await repository.refresh(ministry)
    assert repository.snapshot() is before
    assert CatalogueRepository(tmp_path).snapshot() == before


async def test_with_a_full_disk_the_new_catalogue_is_shown_and_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ministry, repository = Ministry(catalogue(service("a"))), CatalogueRepository(tmp_path)

    def full(_path: Path, _content: bytes) -> None:
        raise StorageFullError

    with monkeypatch.context() as disk:
        disk.setattr(durable, "write", full)
        with pytest.raises(StorageFullError):
            await repository.refresh(ministry)
    assert repository.snapshot() is not None
    assert CatalogueRepository(tmp_path).snapshot() is None
    assert await repository.refresh(ministry)
    assert CatalogueRepository(tmp_path).snapshot() is not None


def flipped(path: Path, bits: int) -> Iterator[None]:
    """Flip one bit after another of a file, then restore it."""
    whole, rng = path.read_bytes(), random.Random(14)
    for _ in range(bits):
        raw = bytearray(whole)
        raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
        path.write_bytes(raw)
        yield
        path.write_bytes(whole)


@pytest.mark.parametrize("name", ["catalogue", "places", "catalogue-before"])
async def test_no_flipped_bit_is_shown_and_each_is_healed(tmp_path: Path, name: str) -> None:
    ministry, repository = Ministry(catalogue(service("b"))), CatalogueRepository(tmp_path)
    await repository.refresh(ministry)
    ministry.raw = catalogue(service("a"))
    await repository.refresh(ministry)
    whole = repository.snapshot()
    assert repository.form("b", "1") is not None
    for _ in flipped(tmp_path / f"{name}.cache", 100):
        again = CatalogueRepository(tmp_path)
        assert again.snapshot() in (None, whole)
        assert again.form("b", "1") in (None, repository.form("b", "1"))
        await again.refresh(ministry)
        assert again.snapshot() == whole
        assert CatalogueRepository(tmp_path).snapshot() == whole


async def test_what_a_version_before_kept_is_shown_and_fetched_again_whole(tmp_path: Path) -> None:
    ministry = Ministry(catalogue(service("a")))
    await CatalogueRepository(tmp_path).refresh(ministry)
    for path in tmp_path.glob("*.cache"):
        path.write_bytes(path.read_bytes().partition(b"\n")[2])
    repository = CatalogueRepository(tmp_path)
    assert repository.snapshot() is not None
    ministry.asked.clear()
    assert await repository.refresh(ministry)
    assert [etag for _, etag in ministry.asked] == [None, None]
    assert not await CatalogueRepository(tmp_path).refresh(ministry)


async def test_a_folder_in_the_place_of_a_file_is_no_crash(tmp_path: Path) -> None:
    ministry = Ministry(catalogue(service("a")))
    await CatalogueRepository(tmp_path).refresh(ministry)
    (tmp_path / "catalogue.cache").unlink()
    (tmp_path / "catalogue.cache").mkdir()
    assert CatalogueRepository(tmp_path).snapshot() is None


async def test_the_same_catalogue_again_does_not_hide_the_one_before(tmp_path: Path) -> None:
    # After an update of the app it is fetched whole, since the file of the version before has no digest.
    home = tmp_path / "public"
    before, now = catalogue(service("a")), catalogue(service("a"), service("b"))
    for raw in (before, now):
        await CatalogueRepository(home).refresh(Ministry(raw))
    kept = (home / "catalogue-before.cache").read_bytes()
    assert before in kept
    (home / "catalogue.cache").write_bytes(b'"old"\n' + now)
    assert await CatalogueRepository(home).refresh(Ministry(now))
    assert (home / "catalogue-before.cache").read_bytes() == kept


async def test_a_folder_that_cannot_be_made_is_a_typed_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    repository = CatalogueRepository(tmp_path / "file" / "public")
    with pytest.raises(VaultError):
        await repository.refresh(Ministry(catalogue(service("a"))))
    assert repository.snapshot() is not None, "it is shown all the same"
