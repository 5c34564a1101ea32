"""The server's own secret, without which the digests of six-digit codes in the database are useless."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from pathlib import Path

from ministry.errors import BadSecretError
from ministry.files import create_durably

_BYTES = 32


class ServerSecret:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def digest(self, purpose: str, *parts: str) -> bytes:
        """Return the HMAC-SHA-256 over parts without a zero byte.

        Different purposes never give the same digest.
        """
        return hmac.new(self._key, "\0".join((purpose, *parts)).encode(), sha256).digest()


def server_secret(path: Path) -> ServerSecret:
    """Read the secret, or make it at the first start.

    Readable by the server's user only. Where several processes start at once, all of them use what the first of
    them kept. Raises `BadSecretError`: with a key that is empty or short, everybody could make the digests that
    only the server should.
    """
    if not path.exists():
        create_durably(path, secrets.token_bytes(_BYTES))
    key = path.read_bytes()
    if len(key) < _BYTES:
        raise BadSecretError(path, len(key))
    return ServerSecret(key)
