"""The script that makes them, with a package of two pictures."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from scripts import pictograms
from scripts.pictograms import VERSION, alone, beside, make, marked

CIRCLE = '<svg id="emoji" viewBox="0 0 72 72" xmlns="http://www.w3.org/2000/svg"><g id="line"><circle r="9"/></g></svg>'


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    drawings = {"circle": alone("A"), "circle_in_corner": marked("A", "B"), "circles": beside("A", "A")}
    monkeypatch.setattr(pictograms, "PICTOGRAMS", drawings)
    folder = tmp_path / "openmoji"
    (folder / "color" / "svg").mkdir(parents=True)
    (folder / "data").mkdir()
    for code in ("A", "B"):
        (folder / "color" / "svg" / f"{code}.svg").write_text(CIRCLE, encoding="utf-8")
    listed = [
        {"hexcode": code, "annotation": f"circle {code}", "openmoji_author": f"author of {code}"}
        for code in ("A", "B")
    ]
    (folder / "data" / "openmoji.json").write_text(json.dumps(listed), encoding="utf-8")
    (folder / "package.json").write_text(json.dumps({"version": VERSION}), encoding="utf-8")
    (folder / "LICENSE.txt").write_text("the licence", encoding="utf-8")
    return folder


def test_one_picture_stays_as_it_came(package: Path, tmp_path: Path) -> None:
    make(package, tmp_path / "made")
    assert (tmp_path / "made" / "circle.svg").read_text(encoding="utf-8") == CIRCLE


def test_two_pictures_are_placed_in_one(package: Path, tmp_path: Path) -> None:
    make(package, tmp_path / "made")
    for name in ("circle_in_corner", "circles"):
        root = ET.fromstring((tmp_path / "made" / f"{name}.svg").read_text(encoding="utf-8"))
        assert len({part.get("transform") for part in root}) == 2
        assert len([each for each in root.iter() if each.tag.endswith("circle")]) == 2
        assert not any("id" in each.attrib for each in root.iter())


def test_making_again_gives_the_same_and_takes_away_what_is_no_longer_named(
    package: Path, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    make(package, made)
    before = {path.name: path.read_bytes() for path in made.iterdir()}
    (made / "old.svg").write_text(CIRCLE, encoding="utf-8")
    make(package, made)
    assert {path.name: path.read_bytes() for path in made.iterdir()} == before


def test_all_who_drew_are_named(package: Path, tmp_path: Path) -> None:
    make(package, tmp_path / "made")
    credits = (tmp_path / "made" / "CREDITS.md").read_text(encoding="utf-8")
    assert "| `circle_in_corner` | circle A (A) + circle B (B) | author of A + author of B |" in credits
    assert "| `circles` | circle A (A) | author of A |" in credits


def test_another_version_is_refused_before_anything_is_touched(package: Path, tmp_path: Path) -> None:
    (package / "package.json").write_text('{"version": "1.0.0"}', encoding="utf-8")
    with pytest.raises(SystemExit, match=VERSION):
        make(package, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_without_npm_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="npm is needed"):
        pictograms.main(None)
