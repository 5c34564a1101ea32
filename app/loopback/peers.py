"""Whose program is at the other end of a connection on this machine.

A launch link is for a moment among the arguments of the browser, and a cookie goes to every port of
127.0.0.1 (RFC 6265 § 8.5): another user of the machine could read the one and catch the other. Linux says to
whom each connection belongs; there, neither is of any use to another user.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

Address: TypeAlias = tuple[str, int]

_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_MAPPED = "0000000000000000FFFF0000"
"""How `/proc/net/tcp6` begins an IPv4 address of a socket for both."""
_ROOT = 0


def is_stranger(peer: Address, own: Address, tables: Iterable[Path] = _TABLES) -> bool:
    """True if the connection belongs to neither our user nor root.

    False where the system does not say: the cookie alone decides there.
    """
    user = _owner(peer, own, tables) if sys.platform == "linux" else None
    return user is not None and user not in (_ROOT, os.geteuid())


def _owner(peer: Address, own: Address, tables: Iterable[Path]) -> int | None:
    """Return the user id of the connection, or None if not listed.

    -1 where its program has let go of it.
    """
    try:
        wanted = _written(peer), _written(own)
    except (OSError, struct.error):
        return None  # no IPv4 address
    for table in tables:
        try:
            lines = table.read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        for line in lines[1:]:
            fields = line.split()
            if (fields[1].removeprefix(_MAPPED), fields[2].removeprefix(_MAPPED)) == wanted:
                # The system shows a connection that nobody holds any more as one of root's.
                return int(fields[7]) if int(fields[9]) else -1
    return None


def _written(address: Address) -> str:
    """Write an address as the tables do, in the machine's order."""
    host, port = address
    return f"{struct.unpack('=I', socket.inet_aton(host))[0]:08X}:{port:04X}"
