"""Settings come from the command line, then from the environment, then from the platform."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import DEFAULT_MINISTRY, read_settings


def test_the_command_line_goes_first() -> None:
    read = read_settings(
        ["--view", "none", "--port", "0", "--home", "h", "--ministry", "http://127.0.0.1:1/"],
        {"QARIB_VIEW": "browser", "QARIB_PORT": "5", "QARIB_HOME": "x", "QARIB_MINISTRY": "y"},
    )
    assert (read.view, read.port, read.home, read.ministry) == ("none", 0, Path("h"), "http://127.0.0.1:1")


def test_then_the_environment() -> None:
    read = read_settings([], {"QARIB_VIEW": "browser", "QARIB_PORT": "5", "QARIB_HOME": "x"})
    assert (read.view, read.port, read.home, read.ministry) == ("browser", 5, Path("x"), DEFAULT_MINISTRY)


def test_on_android_the_home_is_the_apps_own_storage() -> None:
    assert read_settings([], {"FLET_APP_STORAGE_DATA": "data"}).home == Path("data/qarib")


def test_an_unknown_view_is_refused() -> None:
    with pytest.raises(SystemExit):
        read_settings(["--view", "hologram"], {})
