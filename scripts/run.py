"""`make run`: the reference ministry and the app, side by side, until Ctrl-C.

Both take their settings from the environment: QARIB_VIEW, QARIB_PORT and QARIB_HOME, MINISTRY_PORT and MINISTRY_DATA.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
TIED = ROOT / "scripts" / "tied.py"
DATA = Path(os.environ.get("MINISTRY_DATA") or ROOT / ".run" / "ministry").absolute()
HOME = Path(os.environ.get("QARIB_HOME", ROOT / ".run" / "app")).absolute()
LOG = DATA / "server.log"
SECONDS_TO_STOP = 10


def start(*arguments: str, log: IO[str] | None = None) -> subprocess.Popen[str]:
    """Start a process of this project in a session of its own.

    Ctrl-C then reaches only this script. Its standard input stays open as long as this script lives. `log` takes its
    standard error.
    """
    return subprocess.Popen(
        [sys.executable, str(TIED), *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        start_new_session=True,
    )


def ready(
    process: subprocess.Popen[str], words: str, again: Callable[[str], None] = lambda _: None
) -> str | None:
    """Return the address that the process prints once it is ready.

    None where it ended instead. `again` gets each address that it prints later.
    """
    output = process.stdout or StringIO()
    addresses = (line.removeprefix(words).strip() for line in output if line.startswith(words))
    first = next(addresses, None)

    def read_on() -> None:
        # To the end whatever it prints: an unread pipe would stop it one day.
        for address in addresses:
            again(address)

    if first is not None:
        threading.Thread(target=read_on, daemon=True).start()
    return first


def pass_enter_on(app: subprocess.Popen[str]) -> None:
    """Pass each Enter at this terminal on to the app.

    The app then prints a new address.
    """
    if hasattr(signal, "SIGTTIN"):
        # In the background, reading from the terminal would stop this script; now it only fails.
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)

    def read() -> None:
        with suppress(OSError, ValueError):  # no terminal, or the app has ended
            while (read := os.read(0, 1024)) and app.stdin is not None:
                app.stdin.write("\n" * read.count(b"\n"))
                app.stdin.flush()

    threading.Thread(target=read, daemon=True).start()


def stop(processes: list[subprocess.Popen[str]]) -> None:
    """Ask all to end, the last one first, and wait for them."""
    for process in reversed(processes):
        process.terminate()
    for process in reversed(processes):
        try:
            process.wait(timeout=SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run(processes: list[subprocess.Popen[str]]) -> int:
    """Start both, then wait until one ends.

    What is started is added to `processes`.
    """
    DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    print("Starting …", flush=True)
    with LOG.open("w", encoding="utf-8") as log:
        port = os.environ.get("MINISTRY_PORT", "8550")
        ministry = start("ministry", "serve", "--port", port, "--data", str(DATA), "--demo", log=log)
    processes.append(ministry)
    address = ready(ministry, "Ministry is ready: ")
    if address is None:
        sys.stderr.write(LOG.read_text(encoding="utf-8"))
        return 1
    app = start("app", "--home", str(HOME), "--ministry", address)
    processes.append(app)
    opened = ready(
        app, "Qarib is ready: ", lambda later: print(f"Qarib                   {later}", flush=True)
    )
    if opened is None:
        return 1
    demo = json.loads((DATA / "demo.json").read_text(encoding="utf-8"))
    print(
        f"""
Qarib                   {opened}
The ministry's server   {address}

Sign in as the demo citizen:
  Social security number  {demo["number"]}
  Code                    {demo["code"]}

Kept by the app         {HOME}
Kept by the ministry    {DATA}

The link opens Qarib once. Enter shows a new one; Ctrl-C stops both.""",
        flush=True,
    )
    pass_enter_on(app)
    while app.poll() is None and ministry.poll() is None:
        time.sleep(0.2)
    if ministry.poll() is not None:
        print(f"The ministry's server has stopped. Its log: {LOG}", file=sys.stderr)
        return 1
    return app.returncode or 0


_ENDINGS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]


def end_once(*_: object) -> None:
    """Interrupt; what comes while both are stopping changes nothing."""
    ignore_all()
    raise KeyboardInterrupt


def ignore_all() -> None:
    for number in _ENDINGS:
        # Not SIG_IGN: of a signal that came already, Python would print that it is ignored.
        signal.signal(number, lambda *_: None)


def main() -> int:
    for number in _ENDINGS:
        signal.signal(number, end_once)
    processes: list[subprocess.Popen[str]] = []
    try:
        return run(processes)
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be gone
            print("\nStopping …", flush=True)
        return 0
    finally:
        ignore_all()
        stop(processes)


if __name__ == "__main__":
    sys.exit(main())
