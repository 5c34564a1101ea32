"""A desktop that nobody sees, with the app's native window on it: a display, a window manager, the buses.

Everything is private to one rig and ends with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.screen_reader.programs import Programs
from tests.screen_reader.rig import start_buses, start_display

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER, CLIENT = (ROOT / ".run" / "native" / name for name in ("launcher", "flet"))
"""Where `make native` unpacks Flet's launcher and the client."""
PATIENCE = 40.0
"""Seconds to wait for a screen: the window is drawn by software."""
SYSTEM_PYTHON = "/usr/bin/python3"
PACKAGES = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "xclip": "xclip",
    "espeak-ng": "espeak-ng",
    "xprop": "x11-utils",
    "dbus-daemon": "dbus-daemon",
    "dbus-send": "dbus-bin",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
}
"""Programs, and the Debian package that holds each."""
_KEY = 0.18
"""Seconds between two keys: Flutter's Linux client loses those that come closer."""


def missing() -> str:
    """Say what this machine lacks for the rig; empty if nothing."""
    lacking = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    looked = (
        subprocess.run(
            [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Atspi', '2.0')"],
            capture_output=True,
            check=False,
        )
        if Path(SYSTEM_PYTHON).exists()
        else None
    )
    if looked is None or looked.returncode:
        lacking.append("python3-gi gir1.2-atspi-2.0")
    return f"not installed: {', '.join(lacking)}" if lacking else ""


class Desktop:
    """What a person does before the window: by the names of things, or by keys."""

    def __init__(self, programs: Programs) -> None:
        self.programs = programs

    def see(self, name: str, within: float = PATIENCE) -> None:
        """Wait until something of this name is there."""
        self._look("see", name, within)

    def tap(self, name: str, within: float = PATIENCE) -> None:
        """Press a button, a choice or a link once it shows."""
        self._look("tap", name, within)

    def focused(self) -> str:
        return self.programs.ask(SYSTEM_PYTHON, str(ROOT / "tests/native/atspi.py"), "focused")

    def tree(self) -> str:
        return self.programs.ask(SYSTEM_PYTHON, str(ROOT / "tests/native/atspi.py"), "tree")

    def key(self, *keys: str) -> None:
        for each in keys:
            self.programs.ask("xdotool", "key", "--clearmodifiers", each)
            time.sleep(_KEY)

    def type(self, text: str) -> None:
        self.programs.ask("xdotool", "type", "--delay", str(int(_KEY * 1000)), text, within=PATIENCE)

    def titles(self) -> list[str]:
        """Return the titles of all windows that are seen."""
        return [self._asked("xdotool", "getwindowname", each).strip() for each in self._windows()]

    def asked(self, *property_: str) -> str:
        """Return what the only window tells the window manager."""
        (window,) = self._windows()
        return self._asked("xprop", "-id", window, *property_)

    def activate(self) -> None:
        """Give the only window the keys."""
        (window,) = self._windows()
        self.programs.ask("xdotool", "windowactivate", "--sync", window)

    def copied(self) -> str:
        """Copy the text of the field with the focus, as persons do."""
        self.key("ctrl+a", "ctrl+c")
        return self.programs.ask("xclip", "-out", "-selection", "clipboard")

    def _windows(self) -> list[str]:
        return self._asked("xdotool", "search", "--onlyvisible", "--name", ".").split()

    def _asked(self, *command: str) -> str:
        """Return what a program prints; it may find nothing."""
        environment = self.programs.environment
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.stdout

    def _look(self, what: str, name: str, within: float) -> None:
        command = (SYSTEM_PYTHON, str(ROOT / "tests/native/atspi.py"), what, name, str(within))
        self.programs.ask(*command, within=within + 30)


@contextmanager
def desktop() -> Iterator[Desktop]:
    folder = Path(tempfile.mkdtemp(prefix="qarib-native-"))
    home, run = folder / "home", folder / "run"
    for each in (home, run, folder / "logs"):
        each.mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(run),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={run / 'bus'}",
        "LANG": "C.UTF-8",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "NO_AT_BRIDGE": "0",
    }
    programs = Programs(folder / "logs", environment, "XDG_RUNTIME_DIR")
    try:
        start_display(programs, "1280x900")
        start_buses(programs, run / "bus")
        programs.start("openbox", "--sm-disable")
        yield Desktop(programs)
    finally:
        programs.end()
        shutil.rmtree(folder, ignore_errors=True)
