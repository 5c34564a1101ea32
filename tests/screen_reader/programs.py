"""Programs that a rig starts, and what they start in turn: all ended by their process ids."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

_GRACE = 5.0
"""Seconds between asking a program to end and making it."""


class ProgramError(RuntimeError):
    """A program of the rig ended or was not ready in time; `log` is what it wrote."""

    def __init__(self, name: str, log: str) -> None:
        super().__init__(f"{name} is not ready:\n{log[-2000:]}")
        self.name = name
        self.log = log


class Programs:
    """Programs started in an environment; their descendants are known by `mark`, one of its settings.

    Buses start services by themselves, in groups of their own: no process group holds them all, but each
    inherits the environment, whose `mark` (a folder of this rig alone) no other process has.
    """

    def __init__(self, logs: Path, environment: dict[str, str], mark: str) -> None:
        self.logs = logs
        self.environment = environment
        self._mark = f"{mark}={environment[mark]}".encode()
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str, pass_fds: Sequence[int] = ()) -> subprocess.Popen[bytes]:
        log = self._log(command[0]).open("ab")
        with log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                pass_fds=pass_fds,
                start_new_session=True,
            )
        self._started.append(process)
        return process

    def ask(self, *command: str, within: float = 30.0) -> str:
        """Run a program to its end and give what it prints."""
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=within, check=False
        )
        if done.returncode:
            raise ProgramError(command[0], done.stdout + done.stderr)
        return done.stdout

    def failed(self, name: str) -> ProgramError:
        path = self._log(name)
        return ProgramError(name, path.read_text(errors="replace") if path.exists() else "")

    def running(self) -> list[int]:
        """Return the process ids of all that was started, at any depth."""
        return [int(entry.name) for entry in Path("/proc").iterdir() if self._is_ours(entry)]

    def end(self) -> None:
        """End the last started first, then what outlived it."""
        for process in reversed(self._started):
            process.terminate()
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for how in (signal.SIGTERM, signal.SIGKILL):
            for pid in self.running():
                _send(pid, how)
            if self._gone():
                return

    def _gone(self) -> bool:
        deadline = time.monotonic() + _GRACE
        while self.running():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def _log(self, name: str) -> Path:
        return self.logs / f"{Path(name).name}.log"

    def _is_ours(self, entry: Path) -> bool:
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            return False
        try:
            return self._mark in (entry / "environ").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            # It ended meanwhile, or is another user's.
            return False


def _send(pid: int, how: signal.Signals) -> None:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        # It ended by itself between the look and the signal.
        return
