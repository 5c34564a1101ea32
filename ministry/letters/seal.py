"""The electronic seal of letters: a PDF signature (PAdES) by a certificate of the fund, and whether one holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from asn1crypto import cms, keys, parser
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
_CONTENTS = re.compile(rb"/Contents\s*(<([0-9a-fA-F]{512,32768})>)")
"""Ours has some 3,000 digits. What a stranger puts there takes time by the square of its length, in places."""
_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_MOST = 20
"""Signatures that are looked at in one file."""
_SIGNED_DATA = cms.ContentType("signed_data").dump()


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

        found, gap = Standing.NOT_OURS, _only_gap(content)
        for match in list(_CONTENTS.finditer(content))[-_MOST:]:
            signed = _signed_data(match[2])
            certificate = None if signed is None else self._ours(signed)
            if signed is None or certificate is None:
                continue
            found = Standing.BROKEN
            if match.span(1) == gap and is_intact(content, gap, signed, certificate):
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
                    and named["serial_number"].dump() == each["tbs_certificate"]["serial_number"].dump()
                    and named["issuer"].dump() == each.issuer.dump()
                ),
                None,
            )
        except (ValueError, TypeError, KeyError):
            return None


def _signed_data(hexadecimal: bytes) -> cms.SignedData | None:
    try:
        # What is reserved for a signature and not used is zeros, which its own length leaves out.
        der = bytes.fromhex(hexadecimal.decode("ascii"))
        # By bytes, before all else: to read one endless number as a name takes minutes.
        if not parser.parse(der)[4].startswith(_SIGNED_DATA):
            return None
        return cms.ContentInfo.load(der)["content"]
    except (ValueError, TypeError, KeyError):
        return None


def _only_gap(content: bytes) -> tuple[int, int] | None:
    """Return the gap of the signature whose byte range names the rest.

    None where there is no such range, and where another range reaches to the end of the file.
    """
    ranges = (tuple(map(int, match.groups())) for match in _RANGE.finditer(content))
    last = [each for each in ranges if each[2] + each[3] == len(content)]
    return (last[0][1], last[0][2]) if len(last) == 1 and last[0][0] == 0 else None


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
