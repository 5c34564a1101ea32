"""PostgreSQL beside the server comes up whatever a killed one left, and says why where it does not."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="processes are made and looked at as on Linux"
)

_BEGIN = """
import ctypes, os, signal, subprocess, sys, time
from pathlib import Path
import psycopg
from ministry import embedded, postmaster
from ministry.errors import DatabaseStartError

folder = Path(sys.argv[1])
files = folder / "files"
lock = files / "postmaster.pid"

def answers():
    with psycopg.connect(embedded.embedded_url(folder)) as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]

def of_lock():
    return int(lock.read_text().split()[0])

def until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
"""


def does(folder: Path, script: str) -> str:
    """Run a script on a server's folder; return what it says."""
    done = subprocess.run(
        [sys.executable, "-c", _BEGIN + textwrap.dedent(script), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("embedded") / "postgres"
    made.mkdir()
    # As left by a process that was killed while it made the files.
    (made / "files.new").mkdir()
    (made / "files.new" / "PG_VERSION").write_text("18\n")
    script = """
    with psycopg.connect(embedded.embedded_url(folder)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1")
    print(answers())
    """
    assert does(made, script) == "1"
    assert not (made / "files.new").exists()
    yield made
    assert not (made / "files" / "postmaster.pid").exists(), "nothing runs on"


def test_a_zombie_is_no_server(folder: Path) -> None:
    # As where the first process of a container waits for no child.
    script = """
    SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, linux/prctl.h
    assert ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0) == 0
    embedded.embedded_url(folder)
    dead = of_lock()
    os.kill(dead, signal.SIGKILL)
    until(lambda: Path(f"/proc/{dead}/stat").read_text().rpartition(")")[2].split()[0] == "Z")
    assert of_lock() == dead
    os.kill(dead, 0)  # PostgreSQL and pg_ctl ask no more than this
    assert postmaster.running(files) is None
    print(answers(), of_lock() != dead)
    """
    assert does(folder, script) == "1 True"


def test_another_program_with_the_number_of_a_killed_server_is_left_alone(folder: Path) -> None:
    killed = "embedded.embedded_url(folder); os.kill(of_lock(), signal.SIGKILL); os._exit(0)"
    does(folder, killed)
    lock = folder / "files" / "postmaster.pid"
    account = {"user": lock.stat().st_uid} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "600"], **account) as other:
        try:
            rest = lock.read_text().splitlines()[1:]
            lock.write_text("\n".join([str(other.pid), *rest]))
            assert does(folder, "print(answers())") == "1"
            lock.write_text("\n".join([str(other.pid), *rest]))
            end = """
            import fasteners
            using = fasteners.InterProcessReaderWriterLock(folder / "using")
            using.acquire_read_lock()
            embedded._leave(using, files)
            """
            does(folder, end)
            assert other.poll() is None
            lock.unlink()
        finally:
            other.kill()


def test_a_server_that_is_being_stopped_is_waited_for(folder: Path) -> None:
    # As where who stopped it was killed meanwhile: an open transaction delays the end.
    script = """
    url = embedded.embedded_url(folder)
    with psycopg.connect(url) as connection:
        connection.execute("SELECT 1")
        old = of_lock()
        os.kill(old, signal.SIGTERM)  # ends once all clients have left
        until(lambda: postmaster.running(files).state == "stopping")
        other = subprocess.Popen([sys.executable, "-c", "import sys; from pathlib import Path; "
            "from ministry.embedded import embedded_url; embedded_url(Path(sys.argv[1]))", str(folder)])
        time.sleep(1)
        assert other.poll() is None
    assert other.wait(60) == 0
    print(answers(), of_lock() != old)
    """
    assert does(folder, script) == "1 True"


def test_one_that_somebody_else_brings_up_meanwhile_keeps_its_files(folder: Path) -> None:
    # As where it was not there a moment ago: who looked then forgets a server that runs now.
    script = """
    url = embedded.embedded_url(folder)
    postmaster.forget(files, files)
    assert postmaster.running(files).is_ready
    with psycopg.connect(url) as connection:
        print(connection.execute("SELECT count(*) FROM kept").fetchone()[0])
    """
    assert does(folder, script) == "1"


def test_a_recovery_that_is_killed_begins_again(folder: Path) -> None:
    files = folder / "files"
    killing = f"test -e {folder}/killed || {{ touch {folder}/killed; kill -9 $PPID; }}; exit 1"
    does(folder, "embedded.embedded_url(folder); os.kill(of_lock(), signal.SIGKILL); os._exit(0)")
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
        said = does(folder, script)
    finally:
        settings.write_text(before)
    assert said.startswith("postgres ")
    assert 'invalid value for parameter "max_connections": "many"' in said
    assert does(folder, "print(answers())") == "1"
