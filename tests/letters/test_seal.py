"""The seal: it holds for what was sealed, to the last byte, and for nothing else."""

from __future__ import annotations

import asyncio
import io
import re
import shutil
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfWriter

from ministry.errors import BadSealError
from ministry.letters.errors import LetterError, UnsealableError
from ministry.letters.seal import Seal, Standing, fund_seal
from ministry.letters.setting import typeset
from tests.letters.drafts import decision, receipt

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LETTER = decision("ar")
PDF = typeset(LETTER)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("seal") / "seal.pem"


@pytest.fixture(scope="module")
def seal(path: Path) -> Seal:
    return fund_seal(path, NOW, is_demo=True)


@pytest.fixture(scope="module")
def sealed(seal: Seal) -> bytes:
    return seal.sealed(PDF, LETTER)


def another(folder: Path) -> Seal:
    return fund_seal(folder / "another.pem", NOW, is_demo=True)


def test_what_was_sealed_holds(seal: Seal, sealed: bytes) -> None:
    assert seal.standing(sealed) is Standing.HOLDS


def test_another_program_finds_it_whole(seal: Seal, sealed: bytes) -> None:
    [signature] = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    status = asyncio.run(
        async_validate_pdf_signature(
            signature,
            ValidationContext(trust_roots=[seal.certificates[0]], moment=datetime(2027, 1, 1, tzinfo=UTC)),
            key_usage_settings=KeyUsageConstraints(key_usage={"non_repudiation"}),
        )
    )
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler's tools are not installed")
def test_poppler_finds_it_whole(sealed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed)
    done = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=True)
    assert "Total document signed" in done.stdout
    assert "Signature is Valid." in done.stdout


@settings(max_examples=300)
@given(data=st.data())
def test_no_byte_can_be_changed(seal: Seal, sealed: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(sealed) - 1))
    changed = sealed[at] ^ data.draw(st.integers(1, 255))
    # The signature's own hexadecimal digits may change their case, and its unused end is filled with zeros.
    start, end = next(re.finditer(rb"/Contents\s*<([0-9a-fA-F]{512,})>", sealed)).span(1)
    if start <= at < end:
        return
    assert seal.standing(sealed[:at] + bytes([changed]) + sealed[at + 1 :]) is not Standing.HOLDS


def test_nothing_can_be_added_or_left_out(seal: Seal, sealed: bytes) -> None:
    assert seal.standing(sealed + b"\n") is Standing.BROKEN
    assert seal.standing(b"\n" + sealed) is Standing.BROKEN
    assert seal.standing(sealed[:-1]) is Standing.BROKEN
    assert seal.standing(sealed + sealed) is Standing.BROKEN
    update = io.BytesIO(sealed)
    writer = PdfWriter(update, incremental=True)
    writer.add_metadata({"/Title": "Another"})
    longer = io.BytesIO()
    writer.write(longer)
    assert seal.standing(longer.getvalue()) is Standing.BROKEN


def test_the_gap_of_the_signature_cannot_be_moved(seal: Seal, sealed: bytes) -> None:
    # The same bytes are signed wherever the gap is; only where the range says does it count.
    match = next(re.finditer(rb"/Contents\s*(<[0-9a-fA-F]{512,}>)", sealed))
    without = sealed[: match.start(1)] + sealed[match.end(1) :]
    for at in (20, len(without) // 2, len(without) - 5):
        moved = without[:at] + b"/Contents " + match[1] + without[at:]
        assert seal.standing(moved) is not Standing.HOLDS


def test_a_seal_of_others_is_not_ours(seal: Seal, sealed: bytes, tmp_path: Path) -> None:
    assert another(tmp_path).standing(sealed) is Standing.NOT_OURS
    assert seal.standing(another(tmp_path).sealed(PDF, LETTER)) is Standing.NOT_OURS
    assert seal.standing(PDF) is Standing.NOT_OURS
    assert seal.standing(b"") is Standing.NOT_OURS


def test_our_certificate_in_the_hands_of_others_seals_nothing(seal: Seal, tmp_path: Path) -> None:
    forged = Seal(another(tmp_path).key, seal.certificates)
    assert seal.standing(forged.sealed(PDF, LETTER)) is Standing.BROKEN


def test_what_a_stranger_sends_is_told_in_time(seal: Seal) -> None:
    hostile = (
        b"/Contents <" * 200_000,
        b"/Contents <" + b"30" * 2_000_000 + b">",
        b"/Contents <" + b"3080" * 4_000 + b">",
        (b"/Contents <" + b"ab" * 300 + b">\n/ByteRange [0 1 2 3]\n") * 2_000,
        b"/ByteRange [" * 500_000,
    )
    for content in hostile:
        assert seal.standing(b"%PDF-1.7\n" + content) is Standing.NOT_OURS


@settings(max_examples=200)
@given(st.binary(min_size=256, max_size=900))
def test_any_signature_is_read_without_an_error(seal: Seal, content: bytes) -> None:
    pdf = b"/ByteRange [0 20 40 60]/Contents <" + content.hex().encode() + b">"
    assert seal.standing(pdf) is Standing.NOT_OURS


@settings(max_examples=200)
@given(data=st.data())
def test_a_damaged_signature_is_read_without_an_error(seal: Seal, sealed: bytes, data: st.DataObject) -> None:
    match = next(re.finditer(rb"/Contents\s*<([0-9a-fA-F]{512,})>", sealed))
    at = data.draw(st.integers(match.start(1), match.start(1) + 1500))
    digit = data.draw(st.sampled_from(b"0123456789abcdef"))
    assert seal.standing(sealed[:at] + bytes([digit]) + sealed[at + 1 :]) in Standing


def test_a_paper_of_an_agent_is_sealed(seal: Seal) -> None:
    whole = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(whole)
    assert seal.standing(seal.sealed(whole.getvalue())) is Standing.HOLDS


def test_what_is_no_pdf_cannot_be_sealed(seal: Seal) -> None:
    for content in (b"", b"%PDF-1.7\n", b"%PDF-1.7\n% an invented paper\n"):
        with pytest.raises(UnsealableError):
            seal.sealed(content)


def test_the_words_of_another_letter_are_refused(seal: Seal) -> None:
    with pytest.raises(LetterError):
        seal.sealed(PDF, receipt("ar"))


def test_the_key_is_made_once_and_nobody_else_reads_it(path: Path, seal: Seal) -> None:
    [again], [made] = fund_seal(path, NOW, is_demo=True).certificates, seal.certificates
    assert again.dump() == made.dump()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_seals_of_before_hold_when_the_certificate_changes(path: Path, sealed: bytes, tmp_path: Path) -> None:
    newer = tmp_path / "newer.pem"
    fund_seal(newer, NOW, is_demo=False)
    certificates = path.read_bytes().partition(b"-----BEGIN CERTIFICATE")
    newer.write_bytes(newer.read_bytes() + b"".join(certificates[1:]))
    renewed = fund_seal(newer, NOW, is_demo=False)
    assert renewed.standing(sealed) is Standing.HOLDS
    assert renewed.standing(renewed.sealed(PDF, LETTER)) is Standing.HOLDS


def test_a_file_that_is_no_seal_is_refused(path: Path, tmp_path: Path) -> None:
    stranger = ec.generate_private_key(ec.SECP256R1())
    key = stranger.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificate = b"".join(path.read_bytes().partition(b"-----BEGIN CERTIFICATE")[1:])
    bad = tmp_path / "bad.pem"
    for content in (b"", b"nothing", key, certificate, key + certificate):
        bad.write_bytes(content)
        with pytest.raises(BadSealError):
            fund_seal(bad, NOW, is_demo=True)
