"""What a stranger hands in to have its seal checked costs time in proportion to its length, whatever it holds."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from ministry.letters.seal import Seal, Standing, fund_seal
from ministry.letters.setting import typeset
from tests.letters.drafts import decision

OBJECT, SEQUENCE, SET, INTEGER, OCTETS, FIRST = 0x06, 0x30, 0x31, 0x02, 0x04, 0xA0
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
DATA = bytes.fromhex("300b06092a864886f70d010701")
SHA256 = bytes.fromhex("300b0609608648016503040201")
ECDSA = bytes.fromhex("300a06082a8648ce3d040302")
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
SMALL, LARGE = 160_000, 640_000
MOST_INSIDE = 15_000
"""Bytes of a hostile part within a signature that is still read."""
SIGNATURES = 20


def der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content


def endless(size: int) -> bytes:
    """Return the name of an object with one number of `size` bytes."""
    return der(OBJECT, b"\xff" * (size - 1) + b"\x01")


def signature(*signers: bytes) -> bytes:
    content = der(SEQUENCE, der(INTEGER, b"\x01"), der(SET), DATA, der(SET, *signers))
    return der(SEQUENCE, SIGNED_DATA, der(FIRST, content))


def in_file(content: bytes) -> bytes:
    return b"/Contents <" + content.hex().encode() + b">\n"


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    path = tmp_path_factory.mktemp("seal") / "seal.pem"
    return fund_seal(path, datetime(2026, 11, 21, tzinfo=UTC), is_demo=True)


@pytest.fixture(scope="module")
def honest(seal: Seal) -> float:
    """The cost of a letter's seal."""
    letter = decision("ar")
    sealed = seal.sealed(typeset(letter), letter)
    assert seal.standing(sealed) is Standing.HOLDS
    return min(cost(seal, sealed) for _ in range(5))


def cost(seal: Seal, content: bytes) -> float:
    """Return seconds of processor time."""
    began = time.process_time()
    seal.standing(content)
    return time.process_time() - began


LONG: dict[str, Callable[[int], bytes]] = {
    "a name of one endless number": lambda size: in_file(der(SEQUENCE, endless(size), der(FIRST))),
    "signers": lambda size: in_file(
        signature(*[der(SEQUENCE, der(INTEGER, b"\x01"), der(SEQUENCE))] * (size // 7))
    ),
    "a number": lambda size: in_file(signature(der(SEQUENCE, der(INTEGER, b"\x7f" * size)))),
    "nothing that ends": lambda size: in_file(b"\x30\x80" * (size // 2)),
    "signatures": lambda size: in_file(b"\xab" * 300) * (size // 600),
    "ranges": lambda size: b"/ByteRange[0 1 2 3]\n" * (size // 20),
    "spaces": lambda size: b"/ByteRange [" + b" " * size + b"/Contents" + b" " * size,
    "beginnings": lambda size: b"/Contents <" * (size // 20) + b"/Contents <" + b"30" * (size // 2),
}


@pytest.mark.parametrize("kind", LONG)
def test_what_is_four_times_as_long_takes_no_sixteen_times_as_long(
    seal: Seal, honest: float, kind: str
) -> None:
    small, large = (b"%PDF-1.7\n" + LONG[kind](size) for size in (SMALL, LARGE))
    before = min(cost(seal, small) for _ in range(3))
    assert cost(seal, large) < 10 * max(before, honest)


def of_the_fund(seal: Seal, *rest: bytes) -> bytes:
    """Return a signature that names the fund's certificate.

    Everybody can make one who has a letter.
    """
    [certificate] = seal.certificates
    serial = certificate["tbs_certificate"]["serial_number"]
    named = der(SEQUENCE, certificate.issuer.dump(), serial.dump())
    return signature(der(SEQUENCE, der(INTEGER, b"\x01"), named, *rest))


def covering(content: bytes) -> bytes:
    """Return a file of signatures, the last of which covers it."""
    last = content.hex().encode()
    head = b"%PDF-1.7\n" + in_file(content) * (SIGNATURES - 1) + b"/Contents "
    end = len(head) + len(last) + 2
    tail = b"\n/ByteRange [0 %010d %010d %010d]\n"
    return head + b"<" + last + b">" + tail % (len(head), end, len(tail % (0, 0, 0)))


SHORT: dict[str, Callable[[Seal], bytes]] = {
    "type": lambda seal: der(SEQUENCE, endless(MOST_INSIDE), der(FIRST)),
    "digest": lambda seal: of_the_fund(seal, der(SEQUENCE, endless(MOST_INSIDE))),
    "attribute": lambda seal: of_the_fund(
        seal,
        SHA256,
        der(FIRST, der(SEQUENCE, endless(MOST_INSIDE), der(SET))),
        ECDSA,
        der(OCTETS, b"x"),
    ),
    "attributes": lambda seal: of_the_fund(
        seal,
        SHA256,
        der(FIRST, der(SEQUENCE, MESSAGE_DIGEST, der(SET)) * (MOST_INSIDE // 15)),
        ECDSA,
        der(OCTETS, b"x"),
    ),
    "algorithm": lambda seal: of_the_fund(
        seal, SHA256, der(FIRST), der(SEQUENCE, endless(MOST_INSIDE)), der(OCTETS, b"x")
    ),
    "nested": lambda seal: of_the_fund(seal, SHA256, b"\xa0\x80" * (MOST_INSIDE // 2)),
}


@pytest.mark.parametrize("kind", SHORT)
def test_no_signature_that_is_read_costs_much_more_than_a_letters(
    seal: Seal, honest: float, kind: str
) -> None:
    content = covering(SHORT[kind](seal))
    assert seal.standing(content) is not Standing.HOLDS
    assert min(cost(seal, content) for _ in range(3)) < 60 * honest


def test_a_seal_takes_a_small_part_of_what_is_read(seal: Seal) -> None:
    # A file of the fund's own must not be the one that is passed over.
    sealed = seal.sealed(typeset(decision("ar")), decision("ar"))
    digits = len(sealed.rpartition(b"/Contents <")[2].partition(b">")[0])
    assert 4 * digits < 2 * MOST_INSIDE
