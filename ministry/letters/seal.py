"""The electronic seal of letters: a PDF signature (PAdES) by a certificate of the fund, and whether one holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from asn1crypto import cms, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from ministry.errors import BadSealError
from ministry.files import create_durably
from ministry.letters.page import Letter

_YEARS = timedelta(days=10 * 365)
_CONTENTS = re.compile(rb"/Contents\s*(<([0-9a-fA-F]{512,})>)")
_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_MOST = 20
"""Signatures that are looked at in one file."""


class Standing(StrEnum):
    """What is said of the seal of a file."""

    HOLDS = "holds"
    BROKEN = "broken"
    """A seal of ours on a file that is not as it was sealed."""
    NOT_OURS = "not_ours"
    """There is no seal of ours in it."""


@dataclass(frozen=True, slots=True)
class Seal:
    """`certificates` are the fund's: the first seals, the others sealed before it."""

    key: keys.PrivateKeyInfo
    certificates: tuple[asn1_x509.Certificate, ...]

    def __reduce__(self) -> tuple[Any, ...]:
        # What was parsed of them does not come through a pipe to the process that makes letters.
        return _read, (self.key.dump(), [each.dump() for each in self.certificates])

    def sealed(self, pdf: bytes, letter: Letter | None = None) -> bytes:
        """Return the PDF with a seal as its last revision.

        That of a letter of ours says its words to readers, too. Raises `LetterError`, and `UnsealableError` for a PDF
        that cannot be sealed.
        """
        # A quarter of the server's start-up, which only a letter needs.
        from ministry.letters.pdf_signature import signed

        return signed(pdf, letter, self.key, self.certificates[0])

    def standing(self, content: bytes) -> Standing:
        """Say whether a file is, to its last byte, what was sealed.

        Nothing of the PDF is read but its signatures: a file from a stranger is not unpacked, and takes time in
        proportion to its length.
        """
        from ministry.letters.pdf_signature import is_intact

        found = Standing.NOT_OURS
        for match in list(_CONTENTS.finditer(content))[-_MOST:]:
            signed = _signed_data(match[2])
            certificate = None if signed is None else self._ours(signed)
            if signed is None or certificate is None:
                continue
            found = Standing.BROKEN
            if _covers(content, match.span(1)) and is_intact(content, match.span(1), signed, certificate):
                return Standing.HOLDS
        return found

    def _ours(self, signed: cms.SignedData) -> asn1_x509.Certificate | None:
        """Return the fund's certificate that the one signature names.

        Whether it is right shows later.
        """
        try:
            [signer] = signed["signer_infos"]
            named = signer["sid"].chosen
            return next(
                (
                    each
                    for each in self.certificates
                    if isinstance(named, cms.IssuerAndSerialNumber)
                    and named["serial_number"].native == each.serial_number
                    and named["issuer"].dump() == each.issuer.dump()
                ),
                None,
            )
        except (ValueError, TypeError, KeyError):
            return None


def _signed_data(hexadecimal: bytes) -> cms.SignedData | None:
    try:
        # What is reserved for a signature and not used is zeros, which its own length leaves out.
        found = cms.ContentInfo.load(bytes.fromhex(hexadecimal.decode("ascii")))
        return found["content"] if found["content_type"].native == "signed_data" else None
    except (ValueError, TypeError, KeyError):
        return None


def _covers(content: bytes, gap: tuple[int, int]) -> bool:
    """True if one byte range names all but the signature.

    And no other range reaches to the end of the file.
    """
    whole = (0, gap[0], gap[1], len(content) - gap[1])
    ranges = [tuple(map(int, match.groups())) for match in _RANGE.finditer(content)]
    return (
        ranges.count(whole) == 1 and sum(start + length == len(content) for *_, start, length in ranges) == 1
    )


def fund_seal(path: Path, now: datetime, *, is_demo: bool) -> Seal:
    """Read the seal's key and certificates, or make them.

    They are made at the first start. The file is PEM: a private key, then the certificate that seals, then those of
    before, whose seals hold on. A fund puts its own there. Raises `BadSealError`.
    """
    if not path.exists():
        create_durably(path, _made(now, is_demo=is_demo))
    content = path.read_bytes()
    try:
        key = load_pem_private_key(content, None)
        certificates = x509.load_pem_x509_certificates(content)
        if certificates[0].public_key() != key.public_key():
            raise BadSealError(path)
        private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadSealError(path) from error
    return _read(private, [each.public_bytes(Encoding.DER) for each in certificates])


def _read(key: bytes, certificates: Sequence[bytes]) -> Seal:
    """Make a seal of DER."""
    return Seal(keys.PrivateKeyInfo.load(key), tuple(map(asn1_x509.Certificate.load, certificates)))


def _made(now: datetime, *, is_demo: bool) -> bytes:
    """Make a key and a self-signed certificate for ten years; PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DZ"),
            x509.NameAttribute(
                NameOID.COMMON_NAME, "Sceau électronique (démonstration)" if is_demo else "Sceau électronique"
            ),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC))
        .not_valid_after(now.astimezone(UTC) + _YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)
