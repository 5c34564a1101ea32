"""Pins: the keys that the ministry's server may have, until a day on which they are changed anyway.

With pins, a certificate that some authority wrongly gave out is refused. They are the SHA-256 of the certificate's
SubjectPublicKeyInfo (RFC 7469 § 2.4) and are compared at the end of the handshake, before a byte is sent.
"""

from __future__ import annotations

import ssl
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.clock import Clock
from services.errors import ConfigurationError

SETTING = "QARIB_PINS"
_FEWEST = 2
"""One in use and one that waits: with a single one, the day its key is lost nobody can connect."""


@dataclass(frozen=True, slots=True)
class Pins:
    """`keys` are SHA-256 digests; after the day `until`, by the device's clock in UTC, they bind no more."""

    keys: frozenset[bytes]
    until: date

    @classmethod
    def parse(cls, text: str) -> Pins:
        """Parse `2027-06-30 <base64> <base64>`: the last day, then at least two digests.

        Raises `ConfigurationError`.
        """
        try:
            day, *written = text.split()
            until = date.fromisoformat(day)
            keys = frozenset(b64decode(each, validate=True) for each in written)
        except (ValueError, Base64Error) as error:
            raise ConfigurationError(SETTING, "not_pins") from error
        if len(keys) < _FEWEST or any(len(key) != sha256().digest_size for key in keys):
            raise ConfigurationError(SETTING, "not_pins")
        return cls(keys, until)

    def bind(self, now: datetime) -> bool:
        return now <= datetime.combine(self.until, time.max, UTC)

    def allow(self, certificate: bytes) -> bool:
        """True if a certificate (DER) has one of the keys."""
        return key_digest(certificate) in self.keys


def key_digest(certificate: bytes) -> bytes:
    """Return the SHA-256 of a certificate's (DER) SubjectPublicKeyInfo."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()


def pin_of(certificate: bytes) -> str:
    """Return the pin of a certificate (DER), as the setting writes it."""
    return b64encode(key_digest(certificate)).decode()


def pinned(context: type[ssl.SSLContext], pins: Pins, clock: Clock) -> type[ssl.SSLContext]:
    """Return a subclass of `context` that also checks the pins.

    The verification of `context` itself stays as it is.
    """

    def check(tls: ssl.SSLObject | ssl.SSLSocket) -> None:
        certificate = tls.getpeercert(binary_form=True)
        if pins.bind(clock.now()) and (certificate is None or not pins.allow(certificate)):
            raise ssl.SSLCertVerificationError("the server's key is none of those that are pinned")

    def checked(handshake: Callable[..., None], tls: ssl.SSLObject) -> Callable[..., None]:
        def do_handshake(*arguments: Any) -> None:
            handshake(*arguments)
            check(tls)

        return do_handshake

    class Pinned(context):  # type: ignore[misc, valid-type]
        def wrap_bio(self, *arguments: Any, **named: Any) -> ssl.SSLObject:
            tls: ssl.SSLObject = super().wrap_bio(*arguments, **named)
            # truststore verifies in a class of its own for these objects, so theirs is kept and followed.
            tls.do_handshake = checked(tls.do_handshake, tls)  # type: ignore[method-assign]
            return tls

    return Pinned
