"""How a speaker has its worker: as a process that can be killed, or as a thread where there are no processes."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from services.speech.engines import Engine, best_engine
from services.speech.messages import Command, Report, Say, Stop, read, write
from services.speech.session import Session

_ROOT = Path(__file__).parents[2]
Deliver = Callable[[Report | None], None]
"""Called on any thread; None: the worker is gone, and nothing more comes."""


class Worker(Protocol):
    def send(self, command: Command) -> None:
        """Send a command.

        Never blocks; a command to a worker that is gone is lost.
        """
        ...

    def kill(self) -> None:
        """Kill the worker. Never blocks. Its later reports are not delivered."""
        ...


class ProcessWorker:
    def __init__(self, deliver: Deliver, module: str = "services.speech.worker") -> None:
        """Start the process. Raises `OSError` when it cannot be started."""
        self._deliver = deliver
        self._killed = False
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        # -B: nothing is written to the disk, bytecode neither.
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-B", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(_import_path())},
        )
        threading.Thread(target=self._write, name="speech commands", daemon=True).start()
        threading.Thread(target=self._read, name="speech reports", daemon=True).start()

    def send(self, command: Command) -> None:
        self._commands.put(command)

    def kill(self) -> None:
        self._killed = True
        self.process.kill()
        self._commands.put(None)

    def _write(self) -> None:
        # A thread of its own: a worker that no longer reads must not hold up who speaks to it.
        pipe = self.process.stdin
        assert pipe is not None  # noqa: S101 - asked for above
        try:
            with pipe:
                while (command := self._commands.get()) is not None:
                    pipe.write(write(command))
                    pipe.flush()
        except OSError:
            # It died: the end of its reports tells.
            return

    def _read(self) -> None:
        pipe = self.process.stdout
        assert pipe is not None  # noqa: S101 - asked for above
        with pipe:
            for line in pipe:
                try:
                    message = read(line)
                except ValueError:
                    # Cut in the middle by a kill.
                    break
                if not self._killed and not isinstance(message, Say | Stop):
                    self._deliver(message)
        self._commands.put(None)
        self.process.kill()
        self.process.wait()
        if not self._killed:
            self._deliver(None)


class ThreadWorker:
    """The engine in this process: Android, and packaged apps without an interpreter of their own.

    It cannot be killed. `kill` leaves the thread behind: it gets no more to say and is not heard of; should
    the engine come back to life it ends.
    """

    def __init__(self, deliver: Deliver, engine: Callable[[], Engine] = best_engine) -> None:
        self._deliver = deliver
        self._killed = False
        self._session: Session | None = None
        self._lock = threading.Lock()
        self._early: list[Command] = []
        threading.Thread(target=self._run, args=(engine,), name="speech engine", daemon=True).start()

    def send(self, command: Command) -> None:
        with self._lock:
            if self._session is None:
                self._early.append(command)
            else:
                self._session.receive(command)

    def kill(self) -> None:
        with self._lock:
            self._killed = True
            if self._session is not None:
                self._session.close()

    def _run(self, engine: Callable[[], Engine]) -> None:
        session = Session(engine(), self._report)
        with self._lock:
            if self._killed:
                return
            self._session = session
            for command in self._early:
                session.receive(command)
        session.run()

    def _report(self, report: Report) -> None:
        if not self._killed:
            self._deliver(report)


def can_have_processes() -> bool:
    """True if `sys.executable` is an interpreter.

    It is none on Android, nor in a packaged app, where it may be empty or the app itself.
    """
    if sys.platform == "android" or getattr(sys, "frozen", False) or not sys.executable:
        return False
    return Path(sys.executable).name.lower().startswith("python")


def _import_path() -> Sequence[str]:
    return [str(_ROOT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
