"""What a device remembers before any profile is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.shell.device import DeviceSettings
from i18n import LANGUAGES
from services.models.comfort import Comfort, Contrast


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_language_chosen_is_remembered(tmp_path: Path, language: str) -> None:
    DeviceSettings(tmp_path / "home").choose_language(language)
    assert DeviceSettings(tmp_path / "home").language() == language


def test_a_new_device_remembers_nothing(tmp_path: Path) -> None:
    assert DeviceSettings(tmp_path).language() is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"fr"',
        b"{}",
        b'{"language": null}',
        b'{"language": ["fr"]}',
        b'{"language": "xx"}',
        b"\xff\xfe\x00",
    ],
)
def test_a_file_that_says_nothing_is_no_language_and_can_be_replaced(tmp_path: Path, content: bytes) -> None:
    DeviceSettings(tmp_path).choose_language("fr")
    (tmp_path / "device.json").write_bytes(content)
    device = DeviceSettings(tmp_path)
    assert device.language() is None
    assert device.comfort() is None
    device.choose_language("ar")
    assert device.language() == "ar"


def test_a_file_that_cannot_be_read_keeps_nobody_out(tmp_path: Path) -> None:
    (tmp_path / "device.json").mkdir()
    assert DeviceSettings(tmp_path).language() is None


def test_comfort_and_language_are_remembered_beside_each_other(tmp_path: Path) -> None:
    comfort = Comfort(text_size=200, contrast=Contrast.HIGH_DARK, simple=True)
    device = DeviceSettings(tmp_path)
    device.choose_comfort(comfort)
    device.choose_language("fr")
    assert DeviceSettings(tmp_path).comfort() == comfort
    assert DeviceSettings(tmp_path).language() == "fr"
