from __future__ import annotations

import os
import tracemalloc
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import DamagedRecordError, VaultError
from services.vault.files import CHUNK, SealedAttachments
from services.vault.interface import Attachments
from tests.memory_attachments import InMemoryAttachments
from tests.unit.vault.attachments_suite import DAY, NOW, AttachmentsSuite, content, read

KEY = bytes(range(32))
TAG = 16
HEADER = 28


class TestInMemoryAttachments(AttachmentsSuite):
    def reopened(self, attachments: Attachments) -> Attachments:
        assert isinstance(attachments, InMemoryAttachments)
        return InMemoryAttachments(attachments.files)

    @pytest.fixture
    def attachments(self) -> Attachments:
        return InMemoryAttachments()


class TestSealedAttachments(AttachmentsSuite):
    def reopened(self, attachments: Attachments) -> Attachments:
        assert isinstance(attachments, SealedAttachments)
        return SealedAttachments(attachments._folder, "profile", KEY)

    @pytest.fixture
    def attachments(self, tmp_path: Path) -> SealedAttachments:
        return SealedAttachments(tmp_path / "attachments", "profile", KEY)

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "attachments"

    def open_fails(self, attachments: SealedAttachments, attachment_id: str = "a") -> None:
        with pytest.raises(DamagedRecordError) as caught:
            read(attachments, attachment_id)
        assert (caught.value.kind, caught.value.id) == ("attachment", attachment_id)

    @pytest.mark.parametrize("size", [0, 10, CHUNK, CHUNK + 1])
    @given(data=st.data())
    @settings(max_examples=12)
    def test_any_flipped_bit_is_seen(self, size: int, data: st.DataObject, tmp_path_factory: object) -> None:
        assert isinstance(tmp_path_factory, pytest.TempPathFactory)
        folder = tmp_path_factory.mktemp("flip")
        attachments = SealedAttachments(folder, "profile", KEY)
        attachments.put("a", [content(size)])
        sealed = bytearray((folder / "a").read_bytes())
        place = data.draw(st.integers(0, len(sealed) * 8 - 1))
        sealed[place // 8] ^= 1 << place % 8
        (folder / "a").write_bytes(sealed)
        self.open_fails(attachments)

    @pytest.mark.parametrize("kept", [0, 5, HEADER, HEADER + TAG - 1, HEADER + TAG, CHUNK, -1, -TAG])
    def test_a_cut_is_seen(self, attachments: SealedAttachments, folder: Path, kept: int) -> None:
        attachments.put("a", [content(2 * CHUNK + 5)])
        sealed = (folder / "a").read_bytes()
        (folder / "a").write_bytes(sealed[:kept])
        self.open_fails(attachments)

    @pytest.mark.parametrize("chunks", [1, 2])
    def test_a_cut_between_chunks_is_seen_on_opening(
        self, attachments: SealedAttachments, folder: Path, chunks: int
    ) -> None:
        attachments.put("a", [content(3 * CHUNK)])
        sealed = (folder / "a").read_bytes()
        (folder / "a").write_bytes(sealed[: HEADER + chunks * (CHUNK + TAG)])
        with pytest.raises(DamagedRecordError):
            attachments.open("a")

    def test_added_bytes_are_seen(self, attachments: SealedAttachments, folder: Path) -> None:
        attachments.put("a", [content(100)])
        sealed = (folder / "a").read_bytes()
        for extra in (b"\0", bytes(TAG), sealed[HEADER:]):
            (folder / "a").write_bytes(sealed + extra)
            self.open_fails(attachments)

    def test_chunks_that_changed_places_are_seen(self, attachments: SealedAttachments, folder: Path) -> None:
        attachments.put("a", [content(3 * CHUNK)])
        sealed = (folder / "a").read_bytes()
        chunks = [sealed[HEADER + n * (CHUNK + TAG) : HEADER + (n + 1) * (CHUNK + TAG)] for n in range(3)]
        (folder / "a").write_bytes(sealed[:HEADER] + chunks[1] + chunks[0] + chunks[2])
        self.open_fails(attachments)
        (folder / "a").write_bytes(sealed[:HEADER] + chunks[0] + chunks[2])
        self.open_fails(attachments)

    def test_a_chunk_of_another_file_is_seen(self, attachments: SealedAttachments, folder: Path) -> None:
        attachments.put("a", [content(2 * CHUNK)])
        attachments.put("b", [content(2 * CHUNK)])
        mine, other = (folder / "a").read_bytes(), (folder / "b").read_bytes()
        first = HEADER + CHUNK + TAG
        (folder / "a").write_bytes(mine[:HEADER] + other[HEADER:first] + mine[first:])
        self.open_fails(attachments)

    def test_a_file_under_another_name_or_profile_does_not_open(
        self, attachments: SealedAttachments, folder: Path
    ) -> None:
        attachments.put("a", [b"mine"])
        (folder / "b").write_bytes((folder / "a").read_bytes())
        self.open_fails(attachments, "b")
        self.open_fails(SealedAttachments(folder, "another", KEY))
        self.open_fails(SealedAttachments(folder, "profile", bytes(32)))

    def test_damage_in_one_chunk_leaves_the_others_readable(
        self, attachments: SealedAttachments, folder: Path
    ) -> None:
        data = content(3 * CHUNK)
        attachments.put("a", [data])
        sealed = bytearray((folder / "a").read_bytes())
        sealed[HEADER + CHUNK + TAG] ^= 1
        (folder / "a").write_bytes(sealed)
        with attachments.open("a") as file:
            assert file.read(CHUNK) == data[:CHUNK]
            with pytest.raises(DamagedRecordError):
                file.read(1)
            file.seek(2 * CHUNK)
            assert file.read() == data[2 * CHUNK :]

    def test_reading_cannot_write(self, attachments: SealedAttachments) -> None:
        attachments.put("a", [b"x"])
        with attachments.open("a") as file:
            assert not file.writable()

    def test_the_same_content_twice_looks_different(
        self, attachments: SealedAttachments, folder: Path
    ) -> None:
        attachments.put("a", [content(1000)])
        attachments.put("b", [content(1000)])
        mine, other = (folder / "a").read_bytes(), (folder / "b").read_bytes()
        assert mine[HEADER:] != other[HEADER:]
        assert content(1000)[:20] not in mine

    def test_what_a_crash_left_half_written_is_swept(
        self, attachments: SealedAttachments, folder: Path
    ) -> None:
        attachments.put("a", [b"x"])
        attachments.writer("b").write(content(CHUNK * 2))  # neither committed nor aborted
        assert len(list(folder.iterdir())) == 2
        assert self.reopened(attachments).sweep(lambda: ["a", "b"], NOW) == []
        assert [path.name for path in folder.iterdir()] == ["a"]

    @pytest.mark.parametrize("place", ["attachments", "swept"])
    def test_a_file_whose_name_changed_its_case_is_found(
        self, attachments: SealedAttachments, folder: Path, place: str
    ) -> None:
        attachments.put("0190abcd", [b"mine"])
        if place == "swept":
            attachments = self.reopened(attachments)
            attachments.sweep(set, NOW)
        for path in (folder.parent / place).iterdir():
            path.rename(path.with_name(path.name.upper()))
        attachments = self.reopened(attachments)
        for day in range(0, 40, 4):
            assert attachments.sweep(lambda: ["0190abcd"], NOW + day * DAY) == []
        assert read(attachments, "0190abcd") == b"mine"

    def test_what_other_programs_put_beside_is_left_alone(
        self, attachments: SealedAttachments, folder: Path
    ) -> None:
        foreign = {".stfolder", "stversions", "cache.part", "a.0123abcd.part"}
        attachments.put("orphan", [b"x"])
        for name in foreign:
            (folder / name).mkdir()
        for name in (".DS_Store", "a.sync-conflict-20260101-1", "notes.part"):
            (folder / name).write_bytes(b"of a tool")
            foreign.add(name)
        attachments = self.reopened(attachments)
        assert attachments.sweep(set, NOW) == ["orphan"]
        for day in range(0, 40, 4):
            assert attachments.sweep(set, NOW + day * DAY) == []
        assert {path.name for path in folder.iterdir()} == foreign
        assert not list(folder.with_name("swept").iterdir())

    def test_what_cannot_be_removed_holds_up_nothing(
        self, attachments: SealedAttachments, folder: Path
    ) -> None:
        for attachment_id in ("a", "b", "kept"):
            attachments.put(attachment_id, [b"x"])
        # Where the first is to go there is a folder already.
        blocked = folder.with_name("swept") / f"a.0.{int(NOW)}"
        (blocked / "full").mkdir(parents=True)
        attachments = self.reopened(attachments)
        assert attachments.sweep(lambda: ["kept"], NOW) == ["b"]
        for day in (4, 8, 12, 16):
            attachments.sweep(lambda: ["kept"], NOW + day * DAY)
        assert "b" not in attachments.set_aside(NOW)

    def test_a_file_in_the_place_of_a_folder_is_no_reason_to_stop(
        self, attachments: SealedAttachments, folder: Path
    ) -> None:
        attachments.put("a", [b"x"])
        folder.with_name("swept").write_bytes(b"")
        attachments = self.reopened(attachments)
        assert attachments.sweep(set, NOW) == []
        assert attachments.exists("a")
        (folder / "a").unlink()
        folder.rmdir()
        folder.write_bytes(b"")
        attachments = self.reopened(attachments)
        assert attachments.sweep(lambda: ["a"], NOW) == []
        with pytest.raises(FileNotFoundError):
            attachments.open("a")
        assert not attachments.delete("a")
        with pytest.raises(VaultError):
            attachments.put("b", [b"x"])

    def test_only_this_user_may_read(self, attachments: SealedAttachments, folder: Path) -> None:
        if os.name == "nt":
            pytest.skip("Windows has no such rights; the folder of the user protects")
        attachments.put("a", [b"x"])
        assert (folder / "a").stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == 0o700

    def test_memory_does_not_grow_with_the_file(self, attachments: SealedAttachments) -> None:
        piece = content(CHUNK)
        tracemalloc.start()
        try:
            attachments.put("a", (piece for _ in range(100)))
            with attachments.open("a") as file:
                drain(file)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 4 * 1024 * 1024


def drain(file: BinaryIO) -> None:
    while file.read(CHUNK):
        pass
