"""A signal ends the app as it should: what was typed is written, and no window stays behind with a name on it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.shell.signals import BURST, Ending
from services.clock import SystemClock
from services.drafts import DraftRepository
from services.registry import KINDS
from services.vault.keystore import FOLDER, FileKeystore
from services.vault.profiles import ProfileStore
from tests.app.typing_app import ADDRESS

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


@dataclass
class Running:
    process: subprocess.Popen[str]
    window: int | None = None

    def waits_for(self, *words: str) -> None:
        """Wait until the app has printed all of these, in whatever order."""
        missing = {*words}
        assert self.process.stdout is not None
        while missing:
            line = self.process.stdout.readline()
            assert line, f"it ended before it printed {missing}"
            if line.startswith("window: "):
                self.window = int(line.split()[1])
            missing = {word for word in missing if not line.startswith(word)}


def _as_a_terminal() -> None:
    # What runs under `nohup` or behind a script's "&" ignores some of these signals, and so would the app.
    for name in SIGNALS:
        signal.signal(signal.Signals[name], signal.SIG_DFL)


@contextmanager
def started(home: Path, view: str, **environment: str) -> Iterator[Running]:
    paths = os.pathsep.join((str(ROOT / "tests/app/stand_in"), str(ROOT)))
    arguments = ["--view", view, "--port", "0", "--home", str(home), "--ministry", "http://127.0.0.1:9"]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.app.typing_app", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        preexec_fn=_as_a_terminal,  # noqa: PLW1509
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": paths,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "DISPLAY": ":99",
            **environment,
        },
    )
    running = Running(process)
    try:
        yield running
    finally:
        process.kill()
        # It has the app's output open: waiting for its end would take as long as a window may be there.
        if running.window is not None and runs(running.window):
            os.kill(running.window, signal.SIGKILL)
        process.communicate()


def runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(pid: int) -> bool:
    ends = time.monotonic() + PATIENCE
    while runs(pid) and time.monotonic() < ends:
        time.sleep(0.05)
    return not runs(pid)


def addresses(home: Path) -> list[object]:
    """Return what the drafts of the only profile hold, after a restart."""
    store = ProfileStore(home, FileKeystore(home / FOLDER), SystemClock(), kinds=KINDS)
    vault = store.open(store.profiles()[0].id)
    try:
        drafts = DraftRepository(vault)
        kept = [drafts.get(head.id) for head in drafts.list()]
        return [draft.inputs.get("address") for draft in kept if draft]
    finally:
        vault.close()


SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")


@pytest.mark.heavy
@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_ends_the_window_and_loses_nothing(tmp_path: Path, name: str) -> None:
    with started(tmp_path / "home", "window") as app:
        app.waits_for("typed", "window: ")
        app.process.send_signal(signal.Signals[name])
        assert app.process.wait(PATIENCE) == 0
        assert app.window is not None
        assert gone(app.window)
    assert addresses(tmp_path / "home") == [ADDRESS]


@pytest.mark.heavy
def test_a_window_that_is_just_being_opened_ends_too(tmp_path: Path) -> None:
    # Its process is there, and Flet does not know of it yet.
    with started(tmp_path / "home", "window", QARIB_TEST_OPENING="2") as app:
        app.waits_for("typed", "window: ")
        app.process.send_signal(signal.SIGTERM)
        assert app.process.wait(PATIENCE) == 0
        assert app.window is not None
        assert gone(app.window)
    assert addresses(tmp_path / "home") == [ADDRESS]


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_ends_the_server_of_the_browser_and_loses_nothing(tmp_path: Path, name: str) -> None:
    with started(tmp_path / "home", "none") as app:
        app.waits_for("typed")
        app.process.send_signal(signal.Signals[name])
        assert app.process.wait(PATIENCE) == 0
    assert addresses(tmp_path / "home") == [ADDRESS]


@pytest.mark.heavy
def test_a_client_that_does_not_answer_is_ended_all_the_same(tmp_path: Path) -> None:
    with started(tmp_path / "home", "window") as app:
        app.waits_for("typed", "window: ")
        assert app.window is not None
        os.kill(app.window, signal.SIGSTOP)
        app.process.send_signal(signal.SIGTERM)
        assert app.process.wait(PATIENCE) == 0
        assert gone(app.window)
    assert addresses(tmp_path / "home") == [ADDRESS]


def test_a_later_signal_ends_it_at_once_and_the_client_with_it(tmp_path: Path) -> None:
    with started(tmp_path / "home", "window", QARIB_TEST_STUCK="1") as app:
        app.waits_for("typed", "window: ")
        app.process.send_signal(signal.SIGTERM)
        app.waits_for("ending")
        assert app.window is not None
        assert runs(app.window)
        ends = time.monotonic() + PATIENCE
        while app.process.poll() is None and time.monotonic() < ends:
            app.process.send_signal(signal.SIGTERM)
            time.sleep(0.1)
        assert app.process.returncode == -signal.SIGTERM
        assert gone(app.window)


async def test_signals_that_come_together_are_one_wish() -> None:
    forced: list[float] = []
    times = iter((10.0, 10.0 + BURST - 0.01))
    ending = Ending(lambda: next(times))
    before = signal.getsignal(signal.SIGTERM)
    with ending.heard(lambda: forced.append(1)):
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGHUP)
        await asyncio.wait_for(ending.asked.wait(), PATIENCE)
    assert forced == []
    assert signal.getsignal(signal.SIGTERM) == before


async def test_what_was_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Ending().heard():
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) != before
    finally:
        signal.signal(signal.SIGHUP, before)


def test_no_display_and_no_server_for_everybody(tmp_path: Path) -> None:
    # Flet would serve the app to others where it finds no DISPLAY.
    with started(tmp_path / "home", "window", DISPLAY="", WAYLAND_DISPLAY="") as app:
        assert app.process.wait(PATIENCE) == 1
