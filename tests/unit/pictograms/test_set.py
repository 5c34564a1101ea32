"""The pictograms as files: the ones that are published, small, drawn alike, and credited."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from scripts.pictograms import PICTOGRAMS
from services.models.contract import PICTOGRAMS as NAMES
from services.models.pictograms import NO, YES

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "assets" / "pictograms"
FILES = sorted(FOLDER.glob("*.svg"))
SHAPES = {"svg", "g", "path", "circle", "ellipse", "rect", "line", "polygon", "polyline"}
"""What flutter_svg draws without a style sheet, a font or a fetch."""


def test_the_contract_the_app_the_script_and_the_files_know_the_same_names() -> None:
    contract: dict[str, Any] = yaml.safe_load((ROOT / "contract/openapi.yaml").read_text(encoding="utf-8"))
    published = contract["components"]["schemas"]["Pictogram"]
    assert set(published["x-extensible-enum"]) == {path.stem for path in FILES} == NAMES == set(PICTOGRAMS)
    assert all(re.fullmatch(published["pattern"], name) for name in NAMES)
    assert {YES, NO} <= NAMES


def test_they_are_small() -> None:
    sizes = {path.stem: path.stat().st_size for path in FILES}
    assert max(sizes.values()) < 12 * 1024
    assert sum(sizes.values()) < 512 * 1024


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_they_are_shapes_in_the_same_square(path: Path) -> None:
    root = ET.fromstring(path.read_text(encoding="utf-8"))
    assert root.get("viewBox") == "0 0 72 72"
    for element in root.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in SHAPES
        assert not any(key.endswith("href") or "url(" in value for key, value in element.attrib.items())


def test_each_is_credited_and_the_licence_is_there() -> None:
    credits = (FOLDER / "CREDITS.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", credits, re.MULTILINE)
    assert {name for name, _, _ in rows} == NAMES
    assert all(author.strip() for _, _, author in rows)
    assert "CC BY-SA 4.0" in credits
    licence = (FOLDER / "LICENCE-OpenMoji.txt").read_text(encoding="utf-8")
    assert licence.startswith("Attribution-ShareAlike 4.0 International")
