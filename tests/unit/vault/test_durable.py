from __future__ import annotations

import errno
from pathlib import Path

import pytest

from services.errors import StorageFullError, VaultError
from services.vault import durable


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    durable.write(path, b"before, and longer")
    durable.write(path, b"after")
    assert path.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [path]


def test_a_writing_that_fails_leaves_nothing_half_done(tmp_path: Path) -> None:
    path = tmp_path / "taken"
    (path / "inside").mkdir(parents=True)
    with pytest.raises(VaultError):
        durable.write(path, b"x")
    assert list(tmp_path.iterdir()) == [path]


def test_removing_says_whether_there_was_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    durable.write(path, b"")
    assert durable.remove(path)
    assert not durable.remove(path)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, StorageFullError),
        (errno.EDQUOT, StorageFullError),
        (errno.EFBIG, StorageFullError),
        (errno.EIO, VaultError),
        (errno.EROFS, VaultError),
        (errno.ENOENT, FileNotFoundError),
    ],
)
def test_errors_of_the_disk_by_type(number: int, expected: type[Exception]) -> None:
    with pytest.raises(expected) as caught, durable.disk_errors():
        raise OSError(number, "/home/amina/secret")
    assert type(caught.value) is expected
    if expected is not FileNotFoundError:
        assert "amina" not in str(caught.value)
