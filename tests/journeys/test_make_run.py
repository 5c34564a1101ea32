"""`make run`: both sides start, say how to get in, and end together, whatever ends them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.journeys.process import ROOT
from tests.journeys.servers import free_port

pytestmark = pytest.mark.journey

SECONDS_TO_STOP = 15
Start = Callable[[], "Run"]


@dataclass
class Run:
    """`python scripts/run.py` as a terminal runs it: in a process group of its own."""

    process: subprocess.Popen[str]
    said: str = ""

    def wait_until_ready(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                return
        raise AssertionError(self.said)

    def told(self, what: str) -> str:
        found = re.search(rf"^\s*{re.escape(what)}\s+(\S.*)$", self.said, re.MULTILINE)
        assert found, self.said
        return found[1]

    def press_ctrl_c(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=SECONDS_TO_STOP)


def at_work(folder: Path) -> list[str]:
    """Return the commands of the processes given this folder."""
    commands = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # ended meanwhile
        if str(folder) in command:
            commands.append(command)
    return commands


def ended(folder: Path) -> bool:
    """Wait; True if nothing works in this folder any more."""
    for _ in range(SECONDS_TO_STOP * 10):
        if not at_work(folder):
            return True
        time.sleep(0.1)  # orphans end by themselves and tell nobody
    return False


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    return {
        "QARIB_VIEW": "none",
        "QARIB_PORT": str(free_port()),
        "QARIB_HOME": str(tmp_path / "app"),
        "MINISTRY_PORT": str(free_port()),
        "MINISTRY_DATA": str(tmp_path / "ministry"),
    }


@pytest.fixture
def start(settings: dict[str, str]) -> Iterator[Start]:
    started: list[Run] = []
    # Tests that run in the background of a shell ignore Ctrl-C, and what they start would, too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def run() -> Run:
        process = subprocess.Popen(
            [sys.executable, "scripts/run.py"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(Run(process))
        return started[-1]

    yield run
    for each in started:
        if each.process.poll() is None:
            each.press_ctrl_c()
    signal.signal(signal.SIGINT, before)


def test_both_sides_start_and_end_together(start: Start, settings: dict[str, str], tmp_path: Path) -> None:
    first = start()
    first.wait_until_ready()
    ministry, app = first.told("The ministry's server"), first.told("Qarib")
    assert ministry == f"http://127.0.0.1:{settings['MINISTRY_PORT']}"
    assert httpx.get(f"{ministry}/readyz").is_success
    assert httpx.get(app, follow_redirects=True).is_success
    code = httpx.post(f"{ministry}/v1/sign-in/codes", json={"number": first.told("Social security number")})
    token = {"challenge_id": code.json()["challenge_id"], "code": first.told("Code")}
    assert httpx.post(f"{ministry}/v1/sign-in/tokens", json=token).is_success
    assert first.press_ctrl_c() == 0
    assert at_work(tmp_path) == []

    # Killed, it can end nothing: what it started ends by itself, and the next start finds all in order.
    second = start()
    second.wait_until_ready()
    second.process.kill()
    second.process.wait()
    assert ended(tmp_path)
    third = start()
    third.wait_until_ready()
    third.process.terminate()  # as make and a terminal that closes do, at once
    assert third.press_ctrl_c() == 0
    assert "Traceback" not in first.said + second.said + third.said


@pytest.mark.parametrize("setting", ["MINISTRY_PORT", "QARIB_PORT"])
def test_a_taken_port_is_said_plainly(
    start: Start, settings: dict[str, str], setting: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", int(settings[setting]))):
        said, _ = start().process.communicate(timeout=60)
    assert f"port {settings[setting]} is taken" in said
    assert setting in said
    assert "Traceback" not in said
    assert at_work(tmp_path) == []


def test_each_side_alone_says_so_too(settings: dict[str, str]) -> None:
    for module, setting in (("app", "QARIB_PORT"), ("ministry", "MINISTRY_PORT")):
        command = [sys.executable, "-m", module, *(["serve"] if module == "ministry" else [])]
        environment = {**os.environ, **settings}
        with socket.create_server(("127.0.0.1", int(settings[setting]))):
            tried = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
        assert tried.returncode == 1
        assert f"port {settings[setting]} is taken" in tried.stderr
        assert setting in tried.stderr
        assert len(tried.stderr.splitlines()) == 1
        settings[setting] = "a thousand"
        tried = subprocess.run(
            command, cwd=ROOT, env={**environment, **settings}, capture_output=True, text=True, check=False
        )
        assert tried.returncode == 2
        assert setting in tried.stderr
        assert "Traceback" not in tried.stderr
