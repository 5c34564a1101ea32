"""A small file in two copies: what is damaged, cut, missing or stale costs nothing while one copy is whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import VaultError
from services.vault import durable
from services.vault.copies import Copies, DamagedFileError
from tests.examples import examples

MOST = 200
Damage = Callable[[Path], object]


def in_the_way(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: list[Damage] = [
    Path.unlink,
    lambda path: path.write_bytes(b""),
    lambda path: path.write_bytes(bytes(path.stat().st_size)),
    lambda path: path.write_bytes(path.read_bytes()[:-1]),
    lambda path: path.write_bytes(path.read_bytes() + b"x"),
    lambda path: path.write_bytes(b"x" * 10_000),
    lambda path: path.write_bytes(path.read_bytes().replace(b" 2\n", b" 9\n")),
    in_the_way,
]


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    made = Copies(tmp_path / "file", MOST, lambda raw: raw.startswith(b"{"))
    made.write(b"first")
    made.write(b"second")
    return made


def test_nothing_is_none(tmp_path: Path) -> None:
    assert Copies(tmp_path / "file", MOST, lambda _: True).read() is None


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("which", [0, 1])
def test_one_whole_copy_is_enough(copies: Copies, damage: Damage, which: int) -> None:
    damage(copies.paths[which])
    assert copies.read() == b"second"
    if copies.paths[which].is_file():
        assert copies.are_alike(), "it was not mended"
    damage_other = copies.paths[1 - which]
    damage_other.write_bytes(b"")
    if copies.paths[which].is_file():
        assert copies.read() == b"second"


@pytest.mark.parametrize("damage", DAMAGES[1:])
def test_where_both_are_damaged_it_is_said(copies: Copies, damage: Damage) -> None:
    for path in copies.paths:
        damage(path)
    with pytest.raises(DamagedFileError):
        copies.read()
    copies.paths[0].unlink() if copies.paths[0].is_file() else copies.paths[0].rmdir()
    with pytest.raises(DamagedFileError):
        copies.read()


@pytest.mark.parametrize("which", [0, 1])
def test_the_newer_of_two_whole_ones_counts(copies: Copies, which: int) -> None:
    old = [path.read_bytes() for path in copies.paths]
    copies.write(b"third")
    copies.paths[which].write_bytes(old[which])
    assert copies.read() == b"third"
    assert copies.are_alike()


def test_after_damage_a_new_writing_is_newer_than_the_whole_copy(copies: Copies) -> None:
    stale = copies.paths[1].read_bytes()
    copies.paths[0].write_bytes(b"?")
    copies.write(b"third")
    copies.paths[1].write_bytes(stale)
    assert copies.read() == b"third"


def test_a_second_copy_that_cannot_be_written_denies_no_change(copies: Copies) -> None:
    copies.paths[1].unlink()
    (copies.paths[1] / "in the way").mkdir(parents=True)
    copies.write(b"third")
    assert copies.read() == b"third"
    (copies.paths[1] / "in the way").rmdir()
    copies.paths[1].rmdir()
    assert copies.read() == b"third"
    assert copies.are_alike()


def test_a_first_copy_that_cannot_be_written_changes_nothing(copies: Copies) -> None:
    copies.paths[0].unlink()
    (copies.paths[0] / "in the way").mkdir(parents=True)
    with pytest.raises(VaultError):
        copies.write(b"third")
    assert copies.read() == b"second"


def test_a_file_of_before_is_read_and_stays_as_it_is_until_it_is_written(copies: Copies) -> None:
    first, second = copies.paths
    second.unlink()
    first.write_bytes(b"{as before}")
    assert copies.read() == b"{as before}"
    assert not second.exists()
    assert not copies.are_alike()
    copies.write(b"now")
    assert copies.read() == b"now"


def test_a_file_of_before_put_back_is_stale(copies: Copies) -> None:
    copies.paths[0].write_bytes(b"{as before}")
    assert copies.read() == b"second"


def test_destroying_leaves_nothing_of_it(copies: Copies, tmp_path: Path) -> None:
    (tmp_path / f"file.copy.abcd{durable.PART_SUFFIX}").write_bytes(b"of a crash")
    (tmp_path / "file2").write_bytes(b"another")
    copies.destroy()
    copies.destroy()
    assert [path.name for path in tmp_path.iterdir()] == ["file2"]


@settings(max_examples=examples(300))
@given(st.binary(max_size=120), st.integers(0, 200), st.integers(0, 7))
def test_no_flipped_bit_passes(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, at: int, bit: int
) -> None:
    copies = Copies(tmp_path_factory.getbasetemp() / "flipped", MOST, lambda raw: raw.startswith(b"{"))
    for path in copies.paths:
        path.unlink(missing_ok=True)
    copies.write(content)
    for path in copies.paths:
        raw = bytearray(path.read_bytes())
        raw[at % len(raw)] ^= 1 << bit
        path.write_bytes(raw)
    with pytest.raises(DamagedFileError):
        copies.read()
