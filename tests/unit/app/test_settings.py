"""Settings come from the command line, then from the environment, then from the platform."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import _PLAIN, DEFAULT_MINISTRY, read_settings
from services.api.pins import Pins
from services.api.trust import ministry_address


def test_the_command_line_goes_first() -> None:
    read = read_settings(
        ["--view", "none", "--port", "0", "--home", "h", "--ministry", "http://127.0.0.1:1/"],
        {
            "QARIB_VIEW": "browser",
            "QARIB_PORT": "5",
            "QARIB_HOME": "x",
            "QARIB_MINISTRY": "https://cnas.example",
        },
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


@pytest.mark.parametrize("ministry", ["http://cnas.example", "cnas.example", "ftp://127.0.0.1"])
def test_an_address_that_is_not_safe_is_refused_and_named(
    ministry: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        read_settings([], {"QARIB_MINISTRY": ministry})
    assert "QARIB_MINISTRY" in capsys.readouterr().err


@pytest.mark.parametrize(
    "ministry",
    [
        "http://127.0.0.1:65000",
        "http://localhost/",
        "https://cnas.example:8443",
        "https://xn--mgb.example/api",
        "http://[::1]:1",
    ],
)
def test_an_address_is_taken_as_it_stands(ministry: str) -> None:
    assert read_settings(["--ministry", ministry], {}).ministry == ministry.rstrip("/")


@given(st.from_regex(_PLAIN, fullmatch=True))
def test_what_is_plainly_right_is_right_when_looked_at_closer(ministry: str) -> None:
    assert ministry_address(ministry).host


def test_pins_are_read_and_wrong_ones_refused(capsys: pytest.CaptureFixture[str]) -> None:
    keys = [b64encode(bytes([number]) * 32).decode() for number in (1, 2)]
    read = read_settings([], {"QARIB_PINS": f"2027-06-30 {' '.join(keys)}"})
    assert read.pins == Pins(frozenset({b"\1" * 32, b"\2" * 32}), date(2027, 6, 30))
    assert read_settings([], {"QARIB_PINS": ""}).pins is None
    with pytest.raises(SystemExit):
        read_settings([], {"QARIB_PINS": f"2027-06-30 {keys[0]}"})
    assert "QARIB_PINS" in capsys.readouterr().err
