"""`make run`: the reference ministry and the app, side by side, until Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("MINISTRY_DATA", ROOT / ".run" / "ministry"))
HOME = Path(os.environ.get("QARIB_HOME", ROOT / ".run" / "app"))


def start(*arguments: str) -> subprocess.Popen[str]:
    """A process of this project in its own group, so that Ctrl-C reaches only this script."""
    return subprocess.Popen(
        [sys.executable, "-m", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def ready(process: subprocess.Popen[str], words: str) -> str:
    """The address that the process prints once it is ready; exits with it where it fails to start."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(words):
            return line.removeprefix(words).strip()
    sys.exit(process.wait() or 1)


def stop(processes: list[subprocess.Popen[str]]) -> None:
    for process in reversed(processes):
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in reversed(processes):
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    processes: list[subprocess.Popen[str]] = []
    try:
        port = os.environ.get("MINISTRY_PORT", "8550")
        ministry = start("ministry", "serve", "--port", port, "--data", str(DATA), "--demo")
        processes.append(ministry)
        address = ready(ministry, "Ministry is ready: ")
        demo = json.loads((DATA / "demo.json").read_text(encoding="utf-8"))
        app = start("app", "--home", str(HOME), "--ministry", address)
        processes.append(app)
        opened = ready(app, "Qarib is ready: ")
        print(f"The ministry's server: {address}")
        print(f"Qarib:                 {opened}")
        print("Sign in as the demo citizen:")
        print(f"  social security number  {demo['number']}")
        print(f"  code                    {demo['code']}")
        print("Ctrl-C stops both.", flush=True)
        return app.wait()
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    finally:
        stop(processes)


if __name__ == "__main__":
    sys.exit(main())
