"""Orca, listening to a browser on a display that nobody sees, with a voice that writes down what it says.

Everything is private to one rig: the X display, the D-Bus session, the accessibility bus, the speech server
and every folder. Its only voice appends each utterance to a file that only the owner can read.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.screen_reader.heard import PATIENCE, Heard
from tests.screen_reader.programs import Programs

PACKAGES = {
    "orca": "orca",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "speech-dispatcher": "speech-dispatcher",
    "dbus-daemon": "dbus-daemon",
    "dbus-send": "dbus-bin",
}
"""Programs, and the Debian package that holds each."""
_GENERIC_MODULES = ("/usr/lib/speech-dispatcher-modules", "/usr/libexec/speech-dispatcher-modules")
_SIZE = "760x1000"
_KEPT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR", "USER", "LOGNAME")

_SPEECH = """\
LogLevel 1
LogDir "{logs}"
AudioOutputMethod "alsa"
DefaultModule transcript
DefaultLanguage "ar"
DefaultPunctuationMode "none"
AddModule "transcript" "sd_generic" "transcript.conf"
"""
_VOICE = """\
GenericExecuteSynth "printf '%s|%s\\\\n' \\'$LANGUAGE\\' \\'$DATA\\' >> {spoken}"
GenericMaxChunkLength 4000
GenericRateAdd 0
GenericPitchAdd 0
GenericRateMultiply 1
GenericPitchMultiply 1
GenericLanguage "en" "en" "utf-8"
GenericLanguage "ar" "ar" "utf-8"
GenericLanguage "fr" "fr" "utf-8"
AddVoice "en" "MALE1" "en"
AddVoice "ar" "MALE1" "ar"
AddVoice "fr" "MALE1" "fr"
"""
_SILENT_SOUND = "pcm.!default { type null }\nctl.!default { type null }\n"
_CUSTOMISATION = """\
# Orca 43 takes a custom element that has a name and no text for an image, and hides its role.
from orca import settings
from orca.scripts.web import script_utilities

script_utilities.Utilities.isCustomImage = lambda self, obj: False
# Reading a whole page when it has loaded ends when the voice has said it; this voice takes no time to.
settings.sayAllOnLoad = False
"""


def missing() -> str:
    """Say what this machine lacks for the rig; empty if nothing."""
    lacking = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    if "speech-dispatcher" not in lacking and not any(
        Path(folder, "sd_generic").exists() for folder in _GENERIC_MODULES
    ):
        lacking.append("the generic module of speech-dispatcher")
    return f"not installed: {', '.join(lacking)}" if lacking else ""


@dataclass(frozen=True)
class Rig:
    """`environment` is for the browser: it makes it show and speak here."""

    heard: Heard
    programs: Programs

    @property
    def environment(self) -> dict[str, str]:
        return self.programs.environment

    def press(self, *keys: str) -> None:
        """Press keys as an X server sends them, by X names.

        The screen reader sees them before the page.
        """
        self.programs.ask("xdotool", "key", "--clearmodifiers", *keys)

    def type(self, text: str, delay: int = 90) -> None:
        """Type as a person does, `delay` milliseconds apart."""
        self.programs.ask("xdotool", "type", "--clearmodifiers", "--delay", str(delay), text, within=120)

    def focus_browser(self) -> None:
        """Give the browser's window the keys: no window manager does."""
        found = self.programs.ask("xdotool", "search", "--sync", "--onlyvisible", "--class", "chromium")
        self.programs.ask("xdotool", "windowfocus", "--sync", found.split()[-1])


@contextmanager
def screen_reader() -> Iterator[Rig]:
    """Run a machine with a screen reader during the block."""
    folder = Path(tempfile.mkdtemp(prefix="qarib-heard-"))
    programs = Programs(folder / "logs", _environment(folder), "XDG_RUNTIME_DIR")
    heard = Heard(folder / "spoken")
    try:
        _prepare(folder)
        start_display(programs)
        start_buses(programs, folder / "run" / "bus")
        _start_speech(programs, folder)
        programs.start("orca", "--enable", "speech", "--disable", "braille", "--disable", "main-window")
        heard.expect("Screen reader on.")
        yield Rig(heard, programs)
    finally:
        programs.end()
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path) -> dict[str, str]:
    home = folder / "home"
    return {
        **{name: os.environ[name] for name in _KEPT if name in os.environ},
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder / 'run' / 'bus'}",
        "SPEECHD_ADDRESS": f"unix_socket:{folder / 'run' / 'speech'}",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "NO_AT_BRIDGE": "0",
        "ACCESSIBILITY_ENABLED": "1",
    }


def _prepare(folder: Path) -> None:
    home, modules = folder / "home", folder / "speech" / "modules"
    orca = home / ".local/share/orca"
    for each in (home / ".config", home / ".cache", orca, folder / "run", folder / "logs", modules):
        each.mkdir(parents=True, mode=0o700)
    (folder / "spoken").touch(mode=0o600)
    (folder / "speech" / "speechd.conf").write_text(_SPEECH.format(logs=folder / "logs"))
    (modules / "transcript.conf").write_text(_VOICE.format(spoken=folder / "spoken"))
    (home / ".asoundrc").write_text(_SILENT_SOUND)
    (orca / "orca-customizations.py").write_text(_CUSTOMISATION)


def start_display(programs: Programs, size: str = _SIZE) -> None:
    read, write = os.pipe()
    screen = ("-screen", "0", f"{size}x24", "-nolisten", "tcp")
    programs.start("Xvfb", "-displayfd", str(write), *screen, pass_fds=(write,))
    os.close(write)
    with os.fdopen(read) as ready:
        number = ready.readline().strip()
    if not number:
        raise programs.failed("Xvfb")
    programs.environment["DISPLAY"] = f":{number}"


def start_buses(programs: Programs, address: Path) -> None:
    bus = ("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:path={address}")
    programs.start(*bus)
    _wait_for_socket(programs, "dbus-daemon", address)
    for setting in ("IsEnabled", "ScreenReaderEnabled"):
        # The session bus starts the accessibility bus for the first program that asks.
        programs.ask(
            "dbus-send",
            "--session",
            "--print-reply",
            "--dest=org.a11y.Bus",
            "/org/a11y/bus",
            "org.freedesktop.DBus.Properties.Set",
            "string:org.a11y.Status",
            f"string:{setting}",
            "variant:boolean:true",
        )


def _start_speech(programs: Programs, folder: Path) -> None:
    address = folder / "run" / "speech"
    programs.start(
        "speech-dispatcher",
        "--run-single",
        "--config-dir",
        str(folder / "speech"),
        "--communication-method",
        "unix_socket",
        "--socket-path",
        str(address),
        "--log-dir",
        str(folder / "logs"),
        "--pid-file",
        str(folder / "run" / "speech.pid"),
        "--timeout",
        "0",
    )
    _wait_for_socket(programs, "speech-dispatcher", address)


def _wait_for_socket(programs: Programs, name: str, address: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _listens(address):
        if time.monotonic() > deadline:
            raise programs.failed(name)
        time.sleep(0.05)


def _listens(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(address))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        return True
