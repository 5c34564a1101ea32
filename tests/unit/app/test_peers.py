"""Whose connection it is, as the system's own table tells it."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from app.loopback.peers import is_stranger

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
PEER, OWN = ("127.0.0.1", 50000), ("127.0.0.1", 8551)
"""C350 and 2167 in hexadecimal."""


def table(folder: Path, *, uid: int, inode: int = 7, before: str = "") -> Path:
    ends = f"{before}0100007F:C350 {before}0100007F:2167"
    line = f"   0: {ends} 01 00000000:00000000 00:00000000 00000000 {uid} 0 {inode} 1 0 20 4 30 10 -1\n"
    path = folder / "tcp"
    path.write_text(HEAD + line, encoding="ascii")
    return path


@pytest.fixture(autouse=True)
def _not_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.mark.parametrize("before", ["", "0000000000000000FFFF0000"])
@pytest.mark.parametrize(("uid", "strange"), [(1000, False), (0, False), (1001, True)])
def test_only_this_user_and_root_are_at_home(tmp_path: Path, uid: int, strange: bool, before: str) -> None:
    assert is_stranger(PEER, OWN, [table(tmp_path, uid=uid, before=before)]) is strange


def test_a_connection_that_was_let_go_of_is_not_roots(tmp_path: Path) -> None:
    # The system shows it with the user 0 and no inode.
    assert is_stranger(PEER, OWN, [table(tmp_path, uid=0, inode=0)])


def test_where_the_system_says_nothing_the_cookie_decides(tmp_path: Path) -> None:
    listed = [table(tmp_path, uid=1001)]
    assert not is_stranger(("127.0.0.1", 50001), OWN, listed)
    assert not is_stranger(PEER, OWN, [tmp_path / "none"])
    assert not is_stranger(("testclient", 50000), OWN, listed)


def test_a_real_connection_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with socket.create_server(("127.0.0.1", 0)) as server:
        own = server.getsockname()
        with socket.create_connection(own) as client:
            peer = client.getsockname()
            assert not is_stranger(peer, own)
            monkeypatch.setattr(os, "geteuid", lambda: 123456)
            assert is_stranger(peer, own) is (client.fileno() >= 0 and os.getuid() != 0)
