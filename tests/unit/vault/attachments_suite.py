"""What every kind of `Attachments` keeps, whatever it keeps files in."""

from __future__ import annotations

import hashlib
import io
import os
import random
from collections.abc import Iterator

import pytest

from services.vault.files import CHUNK
from services.vault.interface import Attachments

NOW = 1_767_517_200.0
DAY = 86400.0

SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 777]


def content(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def read(attachments: Attachments, attachment_id: str) -> bytes:
    with attachments.open(attachment_id) as file:
        return file.read()


class AttachmentsSuite:
    @pytest.mark.parametrize("size", SIZES)
    def test_gives_back_what_was_put(self, attachments: Attachments, size: int) -> None:
        data = content(size)
        pieces = [data[start : start + 100_000] for start in range(0, size, 100_000)]
        stored = attachments.put("a", pieces)
        assert (stored.size, stored.sha256) == (size, hashlib.sha256(data).hexdigest())
        assert read(attachments, "a") == data

    def test_the_last_one_put_under_an_id_stays(self, attachments: Attachments) -> None:
        attachments.put("a", [b"first, and longer"])
        attachments.put("a", [b"second"])
        assert read(attachments, "a") == b"second"

    def test_nothing_is_kept_before_commit(self, attachments: Attachments) -> None:
        attachments.put("a", [b"old"])
        writer = attachments.writer("a")
        writer.write(b"new")
        assert read(attachments, "a") == b"old"
        assert writer.commit().size == 3
        assert read(attachments, "a") == b"new"

    def test_an_aborted_writing_leaves_what_was_there(self, attachments: Attachments) -> None:
        attachments.put("a", [b"old"])
        with attachments.writer("a") as writer:
            writer.write(b"new" * CHUNK)
        assert read(attachments, "a") == b"old"
        assert attachments.sweep(lambda: ["a"], NOW) == []
        with pytest.raises(ValueError, match="aborted"):
            writer.commit()
        with pytest.raises(ValueError, match="aborted"):
            writer.write(b"late" * CHUNK)

    def test_a_source_that_breaks_leaves_nothing(self, attachments: Attachments) -> None:
        def source() -> Iterator[bytes]:
            yield content(CHUNK * 2)
            raise ConnectionError

        with pytest.raises(ConnectionError):
            attachments.put("a", source())
        assert not attachments.exists("a")

    def test_delete_says_whether_there_was_one(self, attachments: Attachments) -> None:
        attachments.put("a", [b"x"])
        assert attachments.exists("a")
        assert attachments.delete("a")
        assert not attachments.exists("a")
        assert not attachments.delete("a")
        with pytest.raises(FileNotFoundError):
            attachments.open("a")

    def test_sweep_removes_what_no_record_names(self, attachments: Attachments) -> None:
        for attachment_id in ("kept", "orphan-1", "orphan-2"):
            attachments.put(attachment_id, [b"x"])
        attachments = self.reopened(attachments)
        assert attachments.sweep(lambda: {"kept"}, NOW) == ["orphan-1", "orphan-2"]
        assert attachments.exists("kept")
        assert not attachments.exists("orphan-1")

    def test_what_was_swept_comes_back_when_it_is_named_again(self, attachments: Attachments) -> None:
        for attachment_id in ("opened", "named", "gone"):
            attachments.put(attachment_id, [attachment_id.encode()])
        attachments = self.reopened(attachments)
        assert len(attachments.sweep(set, NOW)) == 3
        assert read(attachments, "opened") == b"opened"
        attachments.sweep(lambda: ["opened", "named"], NOW + DAY)
        assert attachments.exists("named")
        assert read(attachments, "named") == b"named"
        assert not attachments.exists("gone")

    def test_what_was_swept_is_destroyed_after_two_weeks(self, attachments: Attachments) -> None:
        attachments.put("orphan", [b"x"])
        attachments = self.reopened(attachments)
        attachments.sweep(set, NOW)
        for day in (4, 8, 12):
            attachments.sweep(set, NOW + day * DAY)
        assert read(attachments, "orphan") == b"x"
        attachments = self.reopened(attachments)
        assert attachments.sweep(set, NOW + 12 * DAY) == ["orphan"]
        for day in (16, 20, 24, 28):
            attachments.sweep(set, NOW + day * DAY)
        with pytest.raises(FileNotFoundError):
            attachments.open("orphan")

    def test_nothing_goes_while_a_record_lacks_its_file(self, attachments: Attachments) -> None:
        # What seems to be nobody's may be that file, under a name that a tool has changed.
        for attachment_id in ("waiting", "orphan"):
            attachments.put(attachment_id, [b"x"])
        attachments = self.reopened(attachments)
        assert attachments.sweep(lambda: ["orphan"], NOW) == ["waiting"]
        for day in range(0, 40, 4):
            assert attachments.sweep(lambda: ["missing"], NOW + day * DAY) == []
        assert attachments.exists("orphan")
        assert read(attachments, "waiting") == b"x"

    def test_what_is_deleted_while_it_waits_is_gone(self, attachments: Attachments) -> None:
        attachments.put("a", [b"x"])
        attachments = self.reopened(attachments)
        attachments.sweep(set, NOW)
        assert attachments.set_aside(NOW) == {"a": False}
        assert attachments.delete("a")
        assert not attachments.set_aside(NOW)

    def test_a_clock_that_jumps_destroys_nothing(self, attachments: Attachments) -> None:
        attachments.put("orphan", [b"x"])
        attachments = self.reopened(attachments)
        for moment in (NOW, NOW + 366 * DAY, NOW, NOW + DAY):
            attachments.sweep(set, moment)
        assert read(attachments, "orphan") == b"x"

    def test_sweep_leaves_everything_where_names_are_not_certain(self, attachments: Attachments) -> None:
        attachments.put("orphan", [b"x"])
        attachments = self.reopened(attachments)
        assert attachments.sweep(lambda: None, NOW) == []
        assert attachments.exists("orphan")
        attachments.sweep(set, NOW)
        for day in range(1, 60):
            attachments.sweep(lambda: None, NOW + day * DAY)
        assert read(attachments, "orphan") == b"x"

    def test_sweep_leaves_what_was_written_since_opening(self, attachments: Attachments) -> None:
        # Its record may be about to be written.
        attachments.put("orphan", [b"old"])
        attachments.put("replaced", [b"old"])
        attachments = self.reopened(attachments)
        attachments.put("new", [b"x"])
        attachments.put("replaced", [b"x"])
        with attachments.writer("half") as writer:
            writer.write(b"x")
            assert attachments.sweep(set, NOW) == ["orphan"]
            writer.commit()
        assert all(attachments.exists(each) for each in ("new", "replaced", "half"))

    @pytest.mark.parametrize("name", ["", "..", "a/b", "a.part", "أمينة", "a" * 101])
    def test_refuses_ids_that_are_no_plain_names(self, attachments: Attachments, name: str) -> None:
        with pytest.raises(ValueError, match="id"):
            attachments.put(name, [b"x"])
        with pytest.raises(ValueError, match="id"):
            attachments.open(name)

    def test_reads_from_any_position_as_a_file_does(self, attachments: Attachments) -> None:
        data = content(3 * CHUNK + 5)
        attachments.put("a", [data])
        plain = io.BytesIO(data)
        picks = random.Random(0)
        with attachments.open("a") as file:
            assert file.seekable()
            assert file.readable()
            for _ in range(200):
                where = picks.choice([CHUNK, 2 * CHUNK, 3 * CHUNK, len(data), picks.randrange(len(data) + 9)])
                size = picks.choice([1, 7, 4096, CHUNK + 3])
                for each in (file, plain):
                    each.seek(where)
                assert file.read(size) == plain.read(size)
                assert file.tell() == plain.tell()
            for offset, whence in ((-10, os.SEEK_END), (-3, os.SEEK_CUR), (0, os.SEEK_END)):
                assert file.seek(offset, whence) == plain.seek(offset, whence)
                assert file.read(2) == plain.read(2)
            with pytest.raises(ValueError, match=r"negative|before"):
                file.seek(-1)
