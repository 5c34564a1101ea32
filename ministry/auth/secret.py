"""The server's own secret, without which the digests of six-digit codes in the database are useless."""

from __future__ import annotations

import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

_BYTES = 32


class ServerSecret:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def digest(self, purpose: str, *parts: str) -> bytes:
        """HMAC-SHA-256 over parts without a zero byte. Different purposes never give the same digest."""
        return hmac.new(self._key, "\0".join((purpose, *parts)).encode(), sha256).digest()


def server_secret(path: Path) -> ServerSecret:
    """Reads the secret, or makes it at the first start; readable by the server's user only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return ServerSecret(path.read_bytes())
    with os.fdopen(descriptor, "wb") as file:
        key = secrets.token_bytes(_BYTES)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return ServerSecret(key)
