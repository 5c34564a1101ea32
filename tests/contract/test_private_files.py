"""The server's files: nobody else's to read, there whole or not at all, however many processes start at once."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import httpx
import pytest

from ministry.auth.secret import server_secret
from ministry.cli import main
from ministry.errors import BadSecretError, OpenToOthersError
from ministry.files import close_to_others, create_durably
from tests.contract.test_server import agent, command, request_of, served, sign_in

CASE = "0193f0a0-6c00-7b00-8a00-000000000001"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    """The mask of new files that a usual account has."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_folder_of_other_files_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    thesis = tmp_path / "thesis.odt"
    thesis.write_text("mine")
    monkeypatch.chdir(tmp_path)
    assert main(["agent", "--data", "", "list"]) == 1, "an empty name is the folder that one stands in"
    assert "holds other files" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [thesis]
    assert stat.S_IMODE(thesis.stat().st_mode) == 0o644


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """A folder outside of pytest's, whose folders let nobody pass.

    Another run closes them for root's PostgreSQL too.
    """
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def open_to_others(folder: Path) -> dict[str, str]:
    """Return the mode of each path that others have a right to.

    But for what is in the closed folder of PostgreSQL.
    """
    modes = {
        path: stat.S_IMODE(path.lstat().st_mode)
        for path in (folder, *folder.rglob("*"))
        if not any((parent.parent.name, parent.name) == ("postgres", "files") for parent in path.parents)
        and not path.is_symlink()
    }
    # PostgreSQL of a server that root runs has an account of its own: it passes through the folders above its own.
    above = {path for files in folder.rglob("postgres/files") for path in files.parents}
    passing = 0o001 if os.geteuid() == 0 else 0
    return {
        str(path): oct(mode)
        for path, mode in modes.items()
        if mode & 0o077 & ~(passing if path in above else 0)
    }


@pytest.mark.heavy
def test_all_that_the_server_and_an_agent_write_is_theirs_alone(own_folder: Path) -> None:
    data, papers = own_folder / "of the server" / "m", own_folder / "papers"
    with served(data, "--clerk-seconds", "3600", embedded=True) as (_, _line):
        told = json.loads((data / "demo.json").read_text())
        with httpx.Client(base_url=told["base_url"], timeout=60) as client:
            sign_in(client, told)
            sent = client.put(f"/v1/requests/{CASE}", json=request_of(client))
            assert sent.status_code == 201, sent.text
            reference = sent.json()["reference"]
            agent(data, "open", reference, "--papers", str(papers), embedded=True)
            agent(data, "decide", reference, "--outcome", "accepted", "--reasons", "Conforme.", embedded=True)
            assert client.get("/readyz").status_code == 200
        written = [path.name for path in data.rglob("*") if path.is_file()]
        assert {"secret", "demo.json", "postgresql.conf"} <= set(written)
        assert open_to_others(data.parent) == {}
        assert open_to_others(papers) == {}


@pytest.mark.heavy
def test_what_an_older_version_left_open_is_closed_at_the_next_start(own_folder: Path) -> None:
    data, elsewhere = own_folder / "m", own_folder / "elsewhere"
    agent(data, "list", embedded=True)
    (data / "documents" / "ab").mkdir()
    (data / "documents" / "ab" / "cd").write_bytes(b"%PDF-1.7")
    elsewhere.write_bytes(b"not the server's")
    (data / "link").symlink_to(elsewhere)
    for path in (data, *data.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o664)
    agent(data, "list", embedded=True)
    assert open_to_others(data) == {}
    assert stat.S_IMODE((data / "documents" / "ab").stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o664


@pytest.mark.parametrize("arguments", [["serve", "--port", "0"], ["agent", "list"]])
def test_a_folder_for_all_accounts_is_refused_with_words(tmp_path: Path, arguments: list[str]) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    name, *rest = arguments
    done = subprocess.run(
        command(name, "--data", str(shared), *rest), capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"The ministry cannot start: other accounts can reach {shared}")
    assert "Traceback" not in done.stderr
    assert list(shared.iterdir()) == []


def test_rights_that_cannot_be_changed_are_an_error_with_the_reason() -> None:
    with pytest.raises(OpenToOthersError) as refused:
        close_to_others(Path("/proc/self/task"))  # a file system whose rights nobody sets
    assert refused.value.reason


@pytest.mark.parametrize("size", [0, 1, 31])
def test_an_empty_or_short_secret_is_refused_with_words(tmp_path: Path, size: int) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"x" * size)
    path.chmod(0o600)
    with pytest.raises(BadSecretError):
        server_secret(path)
    done = subprocess.run(
        command("serve", "--port", "0", "--data", str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"The ministry cannot start: {path} holds {size} bytes")
    assert path.read_bytes() == b"x" * size


def test_four_hundred_starts_at_once_have_one_whole_secret_each(tmp_path: Path) -> None:
    together, before = 4, sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(together) as threads:
            for start in range(400):
                folder = tmp_path / str(start)
                folder.mkdir()
                gate = Barrier(together)

                def begin(folder: Path = folder, gate: Barrier = gate) -> bytes:
                    gate.wait()
                    return server_secret(folder / "secret").digest("code", "1")

                digests = {each.result() for each in [threads.submit(begin) for _ in range(together)]}
                assert len(digests) == 1
                assert [path.name for path in folder.iterdir()] == ["secret"]
                assert (folder / "secret").stat().st_size == 32
    finally:
        sys.setswitchinterval(before)


@pytest.mark.heavy
def test_processes_that_start_at_once_in_an_empty_folder_all_start(own_folder: Path) -> None:
    starting = [
        subprocess.Popen(
            command("agent", "--data", str(own_folder / "m"), "list"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    assert [process.communicate() for process in starting] == [("No case is waiting.\n", "")] * 4
    assert open_to_others(own_folder / "m") == {}


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    assert create_durably(path, b"first") is True
    assert create_durably(path, b"second") is False
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]
