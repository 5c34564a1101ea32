"""The making of assets/pictograms from the npm package openmoji (CC BY-SA 4.0). Run from anywhere.

    python scripts/pictograms.py                  fetches the package into a folder that is removed afterwards
    python scripts/pictograms.py node_modules     takes it from there

A pictogram is one picture of OpenMoji as it came, or two put together: beside one another, or the second as
a smaller mark on the first. A name says what is drawn and never changes its meaning, since the ministry's
catalogue refers to it. None shows a cross or a crescent for care, a flag, or the sign of a currency.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from xml.etree import ElementTree as ET

FOLDER = Path(__file__).parent.parent / "assets" / "pictograms"
PACKAGE, VERSION = "openmoji", "17.0.0"
_SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class Placed:
    """A picture of OpenMoji by its code, in the 72 × 72 square of the pictogram."""

    code: str
    x: float = 0
    y: float = 0
    scale: float = 1


Drawing: TypeAlias = tuple[Placed, ...]


def alone(code: str) -> Drawing:
    return (Placed(code),)


def marked(code: str, mark: str) -> Drawing:
    """Draw the mark of a picture.

    Most pictures of OpenMoji leave a margin of 12, so that the mark covers only a corner.
    """
    return (Placed(code, -1, -1, 0.8), Placed(mark, 27, 27, 0.66))


def beside(left: str, right: str) -> Drawing:
    return (Placed(left, -7, 9, 0.75), Placed(right, 25, 9, 0.75))


BRIEFCASE, CALENDAR, CARD, CLOCK, COIN = "1F4BC", "1F4C5", "1FAAA", "1F552", "1FA99"
DOCUMENT, WHEELCHAIR_SYMBOL, WORKER = "1F4C3", "267F", "1F477"
YES, NO, AGAIN, LEFT, RIGHT = "2714", "274C", "1F504", "2B05", "27A1"
ADULT_AND_CHILD, OLDER_PERSON, PERSON, STETHOSCOPE = "1F9D1-200D-1F9D2", "1F9D3", "1F9D1", "1FA7A"
ARM, EAR, LEG = "1F4AA", "1F442", "1F9B5"

PICTOGRAMS: dict[str, Drawing] = {
    # Answers
    "check": alone(YES),
    "cross": alone(NO),
    "question_mark": alone("2753"),
    "one": alone("0031-FE0F-20E3"),
    "two": alone("0032-FE0F-20E3"),
    "three": alone("0033-FE0F-20E3"),
    "renew": alone(AGAIN),
    "write": alone("1F4DD"),
    # People
    "me": alone("1F64B"),
    "person": alone(PERSON),
    "older_person": alone(OLDER_PERSON),
    "older_person_yes": marked(OLDER_PERSON, YES),
    "woman": alone("1F469"),
    "man": alone("1F468"),
    "couple": beside("1F469", "1F468"),
    "older_couple": beside("1F475", "1F474"),
    "child": alone(ADULT_AND_CHILD),
    "adult_child": beside(OLDER_PERSON, PERSON),
    "family": alone("1F9D1-200D-1F9D1-200D-1F9D2"),
    "two_people": alone("1F465"),
    "guardian": marked(ADULT_AND_CHILD, "2696"),
    "helper": alone("E083"),
    "walking": alone("1F6B6"),
    "hands": alone("1F450"),
    "handshake": alone("1F91D"),
    "ring_no": marked("1F48D", NO),
    # The body and its care
    "arm_left": marked(ARM, LEFT),
    "arm_right": marked(ARM, RIGHT),
    "leg_left": marked(LEG, LEFT),
    "leg_right": marked(LEG, RIGHT),
    "ear": alone(EAR),
    "ear_left": marked(EAR, LEFT),
    "ear_right": marked(EAR, RIGHT),
    "ear_both": marked(EAR, "2194"),
    "eye": alone("1F441"),
    "brain": alone("1F9E0"),
    "thought": alone("1F4AD"),
    "kidney": alone("E316"),
    "tooth": alone("1F9B7"),
    "bandage": alone("1FA79"),
    "blood": alone("1FA78"),
    "weight": alone("E32B"),
    "doctor": alone("1F9D1-200D-2695-FE0F"),
    "stethoscope": alone(STETHOSCOPE),
    "stethoscope_renew": marked(STETHOSCOPE, AGAIN),
    "medicine": alone("1F48A"),
    "microscope": alone("1F52C"),
    "hospital": marked("1F3E2", STETHOSCOPE),
    "person_in_bed": alone("1F6CC"),
    "drip": alone("E30C"),
    # Aids
    "wheelchair": alone("E327"),
    "wheelchair_child": marked("E327", "1F9D2"),
    "wheelchair_coin": marked(WHEELCHAIR_SYMBOL, COIN),
    "wheelchair_symbol": alone(WHEELCHAIR_SYMBOL),
    "electric_wheelchair": alone("1F9BC"),
    "prosthesis": alone("1F9BF"),
    "splint": alone("E31F"),
    "shoe": alone("1F45E"),
    "crutches": alone("E326"),
    "crutches_coin": marked("E326", COIN),
    "hearing_aid": alone("1F9BB"),
    "implant": marked("1F464", "2699"),
    "glasses": alone("1F453"),
    # Journeys and places
    "ambulance": alone("1F691"),
    "ambulance_doctor": marked("1F691", STETHOSCOPE),
    "car": alone("1F697"),
    "car_crash": marked("1F697", "1F4A5"),
    "road": alone("1F6E3"),
    "map_pin": alone("1F4CD"),
    "house": alone("1F3E0"),
    "houses": alone("1F3D8"),
    "city": alone("1F3D9"),
    "public_building": alone("1F3DB"),
    "door_yes": marked("1F6AA", YES),
    "door_no": marked("1F6AA", NO),
    # Every day
    "bed": alone("1F6CF"),
    "shower": alone("1F6BF"),
    "shirt": alone("1F455"),
    "meal": alone("1F37D"),
    "chair": alone("1FA91"),
    "phone": alone("1F4DE"),
    "phone_face": marked("1F4F1", PERSON),
    "camera": alone("1F4F7"),
    "loudspeaker": alone("1F50A"),
    "computer_speaking": marked("1F5A5", "1F50A"),
    # Time
    "calendar": alone(CALENDAR),
    "calendar_renew": marked(CALENDAR, AGAIN),
    "clock": alone(CLOCK),
    "clock_renew": marked(CLOCK, AGAIN),
    "sun": alone("2600"),
    # Money
    "coins": marked(COIN, COIN),
    "hands_coin": marked("1F450", COIN),
    "letter_coin": marked("2709", COIN),
    "bank": marked("1F3DB", COIN),
    "receipt": alone("1F9FE"),
    "receipt_coin": marked("1F9FE", COIN),
    # Papers
    "card": alone(CARD),
    "card_renew": marked(CARD, AGAIN),
    "card_edit": marked(CARD, "270F"),
    "card_lost": marked(CARD, "2753"),
    "card_stolen": marked(CARD, "1F3C3"),
    "card_damaged": marked(CARD, "1F4A5"),
    "card_house": marked(CARD, "1F3E0"),
    "card_heart": marked(CARD, "2764"),
    "card_wheelchair": marked(CARD, WHEELCHAIR_SYMBOL),
    "document": alone(DOCUMENT),
    "document_yes": marked(DOCUMENT, YES),
    "document_no": marked(DOCUMENT, NO),
    "document_stethoscope": marked(DOCUMENT, STETHOSCOPE),
    "document_wheelchair": marked(DOCUMENT, WHEELCHAIR_SYMBOL),
    "document_family": marked(DOCUMENT, "1F9D1-200D-1F9D1-200D-1F9D2"),
    "document_coin": marked(DOCUMENT, COIN),
    "document_briefcase": marked(DOCUMENT, BRIEFCASE),
    "folder_yes": marked("1F4C1", YES),
    "letter": alone("2709"),
    "chart_renew": marked("1F4CA", AGAIN),
    # Work and learning
    "briefcase": alone(BRIEFCASE),
    "briefcase_no": marked(BRIEFCASE, NO),
    "briefcase_coin": marked(BRIEFCASE, COIN),
    "briefcase_search": marked(BRIEFCASE, "1F50D"),
    "tools": alone("1F6E0"),
    "wrench_yes": marked("1F527", YES),
    "wrench_no": marked("1F527", NO),
    "worker_hurt": marked(WORKER, "1FA79"),
    "worker_ill": marked(WORKER, "1FAC1"),
    "pencil": alone("270F"),
    "book": alone("1F4D6"),
    "graduation_cap": alone("1F393"),
    "graduation_cap_no": marked("1F393", NO),
}


def main(node_modules: Path | None) -> None:
    if node_modules is not None:
        make(node_modules / PACKAGE, FOLDER)
        return
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to fetch the pictograms, and is not installed. The made files are in Git.")
    with tempfile.TemporaryDirectory() as folder:
        fetch = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder]
        fetched = subprocess.run([*fetch, f"{PACKAGE}@{VERSION}"], check=False)
        if fetched.returncode:
            sys.exit(f"npm could not fetch {PACKAGE} {VERSION}; it says why above.")
        make(Path(folder) / "node_modules" / PACKAGE, FOLDER)


def make(package: Path, folder: Path) -> None:
    """Fill `folder` with these pictograms, their licence and credits, and nothing else."""
    found = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    if found != VERSION:
        sys.exit(f"{PACKAGE} {VERSION} is needed; this is {found}.")
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    for name, drawing in PICTOGRAMS.items():
        (folder / f"{name}.svg").write_bytes(draw(package, drawing))
    shutil.copyfile(package / "LICENSE.txt", folder / "LICENCE-OpenMoji.txt")
    (folder / "CREDITS.md").write_text(credit(package), encoding="utf-8")


def draw(package: Path, drawing: Drawing) -> bytes:
    if len(drawing) == 1:
        return _picture(package, drawing[0].code).read_bytes()
    ET.register_namespace("", _SVG)
    whole = ET.Element(f"{{{_SVG}}}svg", {"viewBox": "0 0 72 72"})
    for placed in drawing:
        move = f"translate({placed.x} {placed.y}) scale({placed.scale})"
        part = ET.SubElement(whole, f"{{{_SVG}}}g", {"transform": move})
        picture = ET.parse(_picture(package, placed.code)).getroot()  # noqa: S314 - of a pinned package
        for layer in picture:
            part.append(layer)
    for element in whole.iter():
        element.attrib.pop("id", None)  # both pictures bear the same ones
        element.text = element.tail = None
    return ET.tostring(whole) + b"\n"


def _picture(package: Path, code: str) -> Path:
    return package / "color" / "svg" / f"{code}.svg"


def credit(package: Path) -> str:
    listed = json.loads((package / "data" / "openmoji.json").read_text(encoding="utf-8"))
    pictures = {each["hexcode"]: each for each in listed}
    rows = []
    for name, drawing in PICTOGRAMS.items():
        drawn_from = [pictures[placed.code] for placed in drawing]
        titles = _each(f"{each['annotation']} ({each['hexcode']})" for each in drawn_from)
        authors = _each(each["openmoji_author"] for each in drawn_from)
        rows.append(f"| `{name}` | {titles} | {authors} |\n")
    return _CREDITS.format(version=VERSION, rows="".join(rows))


def _each(words: Iterable[str]) -> str:
    return " + ".join(dict.fromkeys(words))


_CREDITS = """# Pictograms

All emojis designed by [OpenMoji](https://openmoji.org/) – the open-source emoji and icon project.
License: [CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/), in full in `LICENCE-OpenMoji.txt`.

Taken from OpenMoji {version} by `scripts/pictograms.py`. Those with two pictures, or one twice, were put
together for Qarib, made smaller and moved: they too are under CC BY-SA 4.0. The others are unchanged.

| pictogram | pictures of OpenMoji | drawn by |
|---|---|---|
{rows}"""


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
