"""PostgreSQL beside the server: one on a folder, whatever was killed; it says why where it does not come up."""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ministry.embedded import embedded_url
from ministry.errors import DatabaseStartError

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="processes are made and looked at as on Linux"
)

_BEGIN = """
import ctypes, os, signal, subprocess, sys, time
from pathlib import Path
import psycopg
from ministry import embedded
from ministry.errors import DatabaseStartError

folder = Path(os.fsdecode(sys.argv[1]))
files = folder / "files"
lock = files / "postmaster.pid"

def answers():
    return asked(embedded.embedded_url(folder))

def asked(url):
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'ministry'").fetchone()[0]

def noted():
    return lock.read_text(errors="replace")

def of_lock():
    return int(noted().split()[0])

def until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
"""
_KILLED = "embedded.embedded_url(folder); os.kill(of_lock(), signal.SIGKILL); os._exit(0)"
_LEFT = "embedded.embedded_url(folder); os._exit(0)"


def doing(folder: Path, script: str, *before: str) -> subprocess.Popen[str]:
    """Begin a script on a server's folder."""
    command = [*before, sys.executable, "-c", _BEGIN + textwrap.dedent(script), str(folder)]
    piped = subprocess.PIPE
    return subprocess.Popen(command, stdin=piped, stdout=piped, stderr=piped, text=True)


def said(process: subprocess.Popen[str]) -> str:
    """Return what a script says, once it ended well."""
    out, err = process.communicate(timeout=180)
    assert process.returncode == 0, err
    return out.strip()


def does(folder: Path, script: str, *before: str) -> str:
    return said(doing(folder, script, *before))


def starts(folder: Path) -> int:
    return (folder / "files" / "log").read_text().count("starting PostgreSQL")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("embedded") / "postgres"
    made.mkdir()
    # As left by a process that was killed while it made the files.
    (made / "files.new").mkdir()
    (made / "files.new" / "PG_VERSION").write_text("18\n")
    assert does(made, "print(answers())") == "1"
    assert not (made / "files.new").exists()
    yield made
    assert not (made / "files" / "postmaster.pid").exists(), "nothing runs on"


@pytest.fixture(scope="module")
def odd_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder named by a command for a shell, not in UTF-8."""
    name = b"$(touch pwned)`touch pwned`\"',\xff" + 90 * b"x"
    return tmp_path_factory.mktemp("odd") / os.fsdecode(name)


def test_a_zombie_is_no_server(folder: Path) -> None:
    # As where the first process of a container waits for no child.
    script = """
    SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, linux/prctl.h
    assert ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0) == 0
    embedded.embedded_url(folder)
    dead = of_lock()
    os.kill(dead, signal.SIGKILL)
    until(lambda: Path(f"/proc/{dead}/stat").read_text().rpartition(")")[2].split()[0] == "Z")
    os.kill(dead, 0)  # PostgreSQL and pg_ctl ask no more than this
    print(answers(), of_lock() != dead)
    """
    assert does(folder, script) == "1 True"


def test_another_program_with_the_number_of_a_killed_server_is_left_alone(folder: Path) -> None:
    does(folder, _KILLED)
    lock = folder / "files" / "postmaster.pid"
    account = lock.stat().st_uid if os.geteuid() == 0 else None
    with subprocess.Popen(["sleep", "600"], user=account) as other:
        try:
            rest = lock.read_text().splitlines()[1:]
            lock.write_text("\n".join([str(other.pid), *rest]))
            assert does(folder, "print(answers())") == "1"
            end = f"""
            embedded.embedded_url(folder)
            left = lock.read_text().splitlines()[1:]
            os.kill(of_lock(), signal.SIGKILL)
            lock.write_text("\\n".join(["{other.pid}", *left]))
            """
            does(folder, end)
            assert other.poll() is None
        finally:
            other.kill()
    assert does(folder, "print(answers())") == "1"


def test_a_server_that_is_being_stopped_is_waited_for(folder: Path) -> None:
    # As where who stopped it was killed meanwhile: an open transaction delays the end.
    script = """
    url = embedded.embedded_url(folder)
    with psycopg.connect(url) as connection:
        connection.execute("SELECT 1")
        old = of_lock()
        os.kill(old, signal.SIGTERM)  # ends once all clients have left
        until(lambda: "stopping" in noted())
        other = subprocess.Popen([sys.executable, "-c", "import sys; from pathlib import Path; "
            "from ministry.embedded import embedded_url; embedded_url(Path(sys.argv[1]))", str(folder)])
        time.sleep(1)
        assert other.poll() is None
    assert other.wait(60) == 0
    print(answers(), of_lock() != old)
    """
    assert does(folder, script) == "1 True"


def test_several_that_begin_at_once_share_one(folder: Path) -> None:
    does(folder, _KILLED)
    before = starts(folder)
    # None leaves before all are there: the last that leaves stops it.
    begun = [doing(folder, "print(answers()); sys.stdout.flush(); sys.stdin.read()") for _ in range(3)]
    assert [each.stdout.readline() for each in begun if each.stdout] == ["1\n", "1\n", "1\n"]
    assert [said(each) for each in begun] == ["", "", ""]
    assert starts(folder) == before + 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes a container's namespaces")
def test_another_container_starts_none_beside_it_and_ends_none_of_its_own(folder: Path) -> None:
    # Neither sees the processes of the other, nor their memory.
    container = ("unshare", "--pid", "--ipc", "--fork", "--mount-proc")
    does(folder, _LEFT)
    before, lock = starts(folder), folder / "files" / "postmaster.pid"
    number = lock.read_text().split()[0]
    account = lock.stat().st_uid
    # A program there has the number of the server here.
    script = f"""
    Path("/proc/sys/kernel/ns_last_pid").write_text("{int(number) - 1}")
    other = subprocess.Popen(["sleep", "600"], user={account})
    assert other.pid == {number}
    import atexit
    print(answers(), of_lock())
    atexit._run_exitfuncs()
    assert other.poll() is None
    """
    assert does(folder, script, *container) == f"1 {number}"
    assert does(folder, "print(answers(), of_lock())") == f"1 {number}"
    assert starts(folder) == before


def test_one_that_dies_comes_back(folder: Path, odd_folder: Path) -> None:
    script = """
    url = embedded.embedded_url(folder)
    dead = of_lock()
    os.kill(dead, signal.SIGKILL)
    until(lambda: lock.exists() and of_lock() != dead and "ready" in noted())
    print(asked(url))
    """
    assert does(folder, script) == "1"
    assert does(odd_folder, script) == "1"


def test_no_name_of_a_folder_is_a_command(odd_folder: Path) -> None:
    assert does(odd_folder, "print(answers())") == "1"
    assert not [path for path in odd_folder.parent.rglob("*") if path.name == "pwned"]
    with pytest.raises(DatabaseStartError, match="line break"):
        embedded_url(odd_folder.parent / "a\nb")


def test_who_takes_the_place_of_a_server_is_not_told_the_password(odd_folder: Path) -> None:
    url = does(odd_folder, "print(embedded.embedded_url(folder))")
    port = int(str(psycopg.conninfo.conninfo_to_dict(url)["port"]))
    asking = "import sys; from psycopg import connect; connect(sys.argv[1])"
    with (
        socket.create_server(("127.0.0.1", port)) as taken,
        subprocess.Popen([sys.executable, "-c", asking, url], stderr=subprocess.PIPE) as client,
    ):
        connection, _ = taken.accept()
        if b"\x04\xd2\x16/" in connection.recv(1000):  # it asks whether to encrypt
            connection.sendall(b"N")
            connection.recv(1000)
        in_clear = 3
        connection.sendall(b"R" + struct.pack(">II", 8, in_clear))
        assert connection.recv(1000) == b""
        _, refused = client.communicate()
    assert b"scram-sha-256" in refused


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts")
def test_a_folder_that_can_only_be_read_is_told(folder: Path) -> None:
    again = f'mount --bind {folder} {folder} && mount -o remount,ro,bind {folder} && exec "$0" "$@"'
    script = """
    try:
        embedded.embedded_url(folder)
    except DatabaseStartError as error:
        print(error.said)
    """
    assert does(folder, script, "unshare", "--mount", "sh", "-c", again) == "Read-only file system"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_files_that_came_with_another_number_of_the_account_are_used(folder: Path, tmp_path: Path) -> None:
    # As after a move to another machine.
    moved, stranger = tmp_path / "moved", 54321
    shutil.copytree(folder, moved)
    for path in (moved / "files", *(moved / "files").rglob("*")):
        os.chown(path, stranger, stranger)
    (moved / "files").chmod(0o700)
    assert does(moved, "print(answers())") == "1"
    assert (moved / "files" / "log").stat().st_uid == stranger


def test_a_recovery_that_is_killed_begins_again(folder: Path) -> None:
    files = folder / "files"
    killing = f"test -e {folder}/killed || {{ touch {folder}/killed; kill -9 $PPID; }}; exit 1"
    does(folder, _KILLED)
    folder.chmod(0o777)
    (files / "recovery.signal").touch()
    os.chown(files / "recovery.signal", files.stat().st_uid, files.stat().st_gid)
    settings = files / "postgresql.auto.conf"
    before = settings.read_text()
    settings.write_text(f"{before}restore_command = '{killing}'\n")
    try:
        assert does(folder, "print(answers())") == "1"
    finally:
        settings.write_text(before)
        folder.chmod(0o711)
    assert (folder / "killed").exists()


def test_what_postgresql_wrote_is_told_where_it_never_comes_up(folder: Path) -> None:
    settings = folder / "files" / "postgresql.auto.conf"
    before = settings.read_text()
    settings.write_text(f"{before}max_connections = 'many'\n")
    script = """
    try:
        embedded.embedded_url(folder)
    except DatabaseStartError as error:
        print(error.path.name, error.said)
    """
    try:
        told = does(folder, script)
    finally:
        settings.write_text(before)
    assert told.startswith("pg_ctl "), told
    assert 'invalid value for parameter "max_connections": "many"' in told
    assert does(folder, "print(answers())") == "1"
