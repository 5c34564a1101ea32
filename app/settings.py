"""Settings of one run, from the command line first, then from the environment."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from services.errors import ConfigurationError

if TYPE_CHECKING:
    from services.api.pins import Pins

VIEWS = ("auto", "window", "browser", "none")
DEFAULT_MINISTRY = "http://127.0.0.1:8550"
DEFAULT_PORT = 8551
ASSETS = Path(__file__).resolve().parent.parent / "assets"
"""Named in full: Flet looks for a relative folder beside the script that was started, which may be `app/`."""
WINDOW_SECONDS = 60
"""How long a window that lost its line may come back to where it was."""
_LABEL = r"(?!xn--)[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_PLAIN = re.compile(
    rf"(http://(127\.0\.0\.1|localhost)|https://{_LABEL}(\.{_LABEL})*)(:[1-5]?[0-9]{{1,4}})?/?"
)
"""An address that is plainly right. To look closer takes the client of the ministry, a quarter of what is loaded
before the app can show its own address; that client looks again before it connects."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`port` 0 takes any free port of the loopback interface; `pins` are the ministry's keys, where they are set."""

    view: str
    port: int
    home: Path
    ministry: str
    pins: Pins | None = None


def default_home(environment: Mapping[str, str]) -> Path:
    """Return where the system keeps an app's data for one user."""
    if storage := environment.get("FLET_APP_STORAGE_DATA"):
        return Path(storage) / "qarib"
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "Qarib"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Qarib"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "qarib"


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 to 65535 (QARIB_PORT)")
    return int(text)


def _address(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text.rstrip("/")
    from services.api.trust import ministry_address  # see `_PLAIN`

    try:
        ministry_address(text)
    except ConfigurationError as error:
        why = "is plain http to another machine" if error.reason == "insecure" else "is no address"
        raise argparse.ArgumentTypeError(f"{text!r} {why}: https://… ({error.setting})") from error
    return text.rstrip("/")


def _pins(text: str) -> Pins:
    from services.api.pins import Pins  # seldom wanted, and long to load

    try:
        return Pins.parse(text)
    except ConfigurationError as error:
        wanted = "a last day, then two or more SHA-256 in base64, separated by spaces"
        raise argparse.ArgumentTypeError(f"{text!r} are no pins: {wanted} ({error.setting})") from error


def read_settings(
    arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ
) -> Settings:
    """Read the settings; exit with a usage message if one is wrong."""
    parser = argparse.ArgumentParser(prog="python -m app", description="Qarib, the app.")
    parser.add_argument("--view", choices=VIEWS, default=environment.get("QARIB_VIEW", "auto"))
    parser.add_argument("--port", type=_port, default=environment.get("QARIB_PORT", str(DEFAULT_PORT)))
    parser.add_argument("--home", type=Path, default=environment.get("QARIB_HOME"))
    ministry = environment.get("QARIB_MINISTRY", DEFAULT_MINISTRY)
    parser.add_argument("--ministry", type=_address, default=ministry)
    parser.add_argument("--pins", type=_pins, default=environment.get("QARIB_PINS") or None)
    read = parser.parse_args(arguments)
    home = read.home or default_home(environment)
    return Settings(view=read.view, port=read.port, home=Path(home), ministry=read.ministry, pins=read.pins)
