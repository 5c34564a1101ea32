"""A program of the project in a process of its own, as `python -m` would start it."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
_FORKS = multiprocessing.get_context("forkserver")
# Two thirds of what a journey's server and app cost to start is loading them: it is done once, and each begins as a
# copy of that. `test_make_run.py` starts both by the README's command.
_FORKS.set_forkserver_preload(["tests.journeys.preloaded"])


@dataclass
class Process:
    """A program that prints one line when it is ready. `arguments` are those of `python -m`."""

    arguments: list[str]
    ready: str
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    _process: ForkServerProcess | None = None

    def start(self) -> str:
        """Start it and give the address that it prints."""
        self._process, output = _begin(self.arguments, self.log, self.environment)
        for line in output:
            if line.startswith(self.ready):
                threading.Thread(target=_drain, args=(output,), daemon=True).start()
                return line.removeprefix(self.ready).strip()
        raise AssertionError(f"{self.arguments} did not start:\n{self.log.read_text(encoding='utf-8')}")

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Stop the process in whatever it does."""
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    @property
    def pid(self) -> int:
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.is_alive():
            os.kill(self.pid, how)
        self._process.join(15)
        if late := self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process = None
        assert not late, f"{self.arguments[0]} did not end by {how.name}"


def printed(arguments: list[str], log: Path) -> str:
    """Return what a program prints until it ends, as it should."""
    process, output = _begin(arguments, log, {})
    with output:
        text = output.read()
    process.join()
    assert process.exitcode == 0, log.read_text(encoding="utf-8")
    return text


def _begin(
    arguments: list[str], log: Path, environment: Mapping[str, str]
) -> tuple[ForkServerProcess, IO[str]]:
    """Begin a process; return it, and what it prints."""
    told, tells = _FORKS.Pipe(duplex=False)
    # A daemon ends with the tests, where one did not stop it.
    process = _FORKS.Process(target=_run, args=(arguments, log, environment, tells), daemon=True)
    process.start()
    tells.close()
    with told:
        return process, os.fdopen(os.dup(told.fileno()), encoding="utf-8")


def _drain(output: IO[str]) -> None:
    with output:
        output.read()


def _run(arguments: list[str], log: Path, environment: Mapping[str, str], tells: Connection) -> None:
    """Run the program in the new process.

    What it prints goes to `tells`, and its errors to the end of `log`.
    """
    # A daemon may have no children of its own; the program has, as where letters are made.
    multiprocessing.process.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    os.chdir(ROOT)
    os.environ.update(environment)
    errors = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(errors, 2)
    os.dup2(tells.fileno(), 1)
    os.close(errors)
    tells.close()
    sys.argv = ["", *arguments[1:]]
    try:
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    finally:
        # As at the end of a program: multiprocessing waits for the children of this one first, and for ever.
        threading._shutdown()  # type: ignore[attr-defined]
