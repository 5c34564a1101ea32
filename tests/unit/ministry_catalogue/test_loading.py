"""A wrong file is refused by name and place. A published form is found, a replaced one is withdrawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ministry.catalogue import strict_yaml
from ministry.catalogue.errors import (
    CatalogueError,
    DanglingReferenceError,
    DuplicateIdError,
    MissingKeyError,
    MissingLanguageError,
    UnknownKeyError,
    UnreadableFileError,
    WrongShapeError,
)
from ministry.catalogue.loader import FOLDER, LoadedCatalogue, load

Change = Callable[[dict[str, Any]], None]
_TWO = [{"question": "care_kinds", "op": "answered"}] * 2


@pytest.fixture
def written() -> dict[str, Any]:
    """A service as its file has it, free to be changed."""
    return deepcopy(_reimbursement())


@cache
def _reimbursement() -> dict[str, Any]:
    service: dict[str, Any] = strict_yaml.read(FOLDER / "services" / "reimbursement.yaml")
    return service


def overlay(folder: Path, service: dict[str, Any]) -> LoadedCatalogue:
    text = json.dumps(service, ensure_ascii=False)  # YAML, too, and quick to write
    (folder / f"{service['id']}.yaml").write_text(text, encoding="utf-8")
    return load(folder)


def _care(service: dict[str, Any]) -> list[dict[str, Any]]:
    questions: list[dict[str, Any]] = service["groups"][1]["questions"]
    return questions


def _of_type(service: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the first question of a type in the file itself."""
    return next(
        question
        for group in service["groups"]
        for question in group.get("questions", [])
        if question.get("type") == kind
    )


WRONG: dict[str, tuple[Change, type[CatalogueError], str]] = {
    "unknown key": (lambda s: s.update(colour="red"), UnknownKeyError, "colour"),
    "unknown key of a question": (lambda s: _care(s)[0].update(hint="x"), UnknownKeyError, "hint"),
    "missing key": (lambda s: s.pop("summary"), MissingKeyError, "summary"),
    "no Arabic": (lambda s: s["name"].pop("ar"), MissingLanguageError, "'ar'"),
    "no French in a question": (lambda s: _care(s)[0]["label"].pop("fr"), MissingLanguageError, "'fr'"),
    "unknown language": (lambda s: s["name"].update(de="x"), UnknownKeyError, "'de'"),
    "empty text": (lambda s: s["name"].update(fr=" "), WrongShapeError, "name/fr"),
    "groups are no list": (lambda s: s.update(groups="none"), WrongShapeError, "list"),
    "unknown type": (lambda s: _care(s)[2].update(type="guess"), WrongShapeError, "guess"),
    "choice without options": (lambda s: _care(s)[0].pop("options"), WrongShapeError, "options"),
    "unknown basis": (lambda s: s["who"][0].update(basis="sure"), WrongShapeError, "sure"),
    "unknown unit": (lambda s: s["time_limits"][0].update(unit="weeks"), WrongShapeError, "weeks"),
    "unit of a text": (lambda s: _of_type(s, "text").update(unit="dinar"), WrongShapeError, "unit"),
    "unknown unit of a number": (
        lambda s: _of_type(s, "number").update(unit="mile"),
        WrongShapeError,
        "mile",
    ),
    "amount without unit": (lambda s: s["time_limits"][0].pop("unit"), WrongShapeError, "unit"),
    "unknown source": (lambda s: s["who"][0].update(sources=["S99"]), DanglingReferenceError, "S99"),
    "unknown agency": (lambda s: s.update(agencies=["cnac"]), DanglingReferenceError, "cnac"),
    "unknown category": (lambda s: s.update(category="leisure"), DanglingReferenceError, "leisure"),
    "unknown appeal": (lambda s: s.update(appeals=["royal"]), DanglingReferenceError, "royal"),
    "unknown shared question": (
        lambda s: _care(s).append({"use": "shoe_size"}),
        DanglingReferenceError,
        "shoe_size",
    ),
    "unknown shared group": (
        lambda s: s["groups"].append({"use": "nobody"}),
        DanglingReferenceError,
        "nobody",
    ),
    "unknown shared rule": (
        lambda s: _care(s)[2].update(rules=[{"use": "whim"}]),
        DanglingReferenceError,
        "whim",
    ),
    "unknown shared paper": (
        lambda s: s["papers"].append({"use": "passport"}),
        DanglingReferenceError,
        "passport",
    ),
    "condition on a later question": (
        lambda s: _care(s)[0].update(show_when={"question": "amount_paid", "op": "answered"}),
        DanglingReferenceError,
        "amount_paid",
    ),
    "condition on an option that is not offered": (
        lambda s: _care(s)[1].update(show_when={"question": "care_kinds", "op": "contains", "value": "spa"}),
        DanglingReferenceError,
        "spa",
    ),
    "contains on a single choice": (
        lambda s: _care(s)[1].update(show_when={"question": "for_whom", "op": "contains", "value": "self"}),
        WrongShapeError,
        "contains",
    ),
    "condition of two forms": (
        lambda s: _care(s)[1].update(show_when={"all": _TWO, "any": _TWO}),
        WrongShapeError,
        "one of all",
    ),
    "yes or no compared with a word": (
        lambda s: s["groups"][2]["questions"][1].update(
            show_when={"question": "continuous", "op": "equals", "value": "yes"}
        ),
        WrongShapeError,
        "yes",
    ),
    "date against a question that is no date": (
        lambda s: s["groups"][2]["questions"][1]["rules"][0].update(value="@care_kinds"),
        DanglingReferenceError,
        "care_kinds",
    ),
    "date that is none": (
        lambda s: s["groups"][2]["questions"][1]["rules"][0].update(value="soon"),
        WrongShapeError,
        "soon",
    ),
    "rule of another type": (
        lambda s: _care(s)[2].update(rules=[{"rule": "min", "value": 1, "message": {"ar": "1", "fr": "1"}}]),
        WrongShapeError,
        "min",
    ),
    "pattern that does not compile": (
        lambda s: _care(s)[1].update(
            rules=[{"rule": "pattern", "value": "(", "message": {"ar": "1", "fr": "1"}}]
        ),
        WrongShapeError,
        "regular expression",
    ),
    "purpose of another type": (
        lambda s: _care(s)[1].update(purpose="person.birth_date"),
        WrongShapeError,
        "person.birth_date",
    ),
    "unknown purpose": (lambda s: _care(s)[1].update(purpose="person.pet"), WrongShapeError, "person.pet"),
    "question asked twice": (lambda s: _care(s).append(_care(s)[2]), DuplicateIdError, "first_care_date"),
    "question of two groups": (
        lambda s: s["groups"][2]["questions"].append(_care(s)[2]),
        DuplicateIdError,
        "first_care_date",
    ),
    "option offered twice": (
        lambda s: _care(s)[0]["options"].append(_care(s)[0]["options"][0]),
        DuplicateIdError,
        "medicines",
    ),
    "paper named like a question": (
        lambda s: s["papers"][0].update(id="care_kinds"),
        DuplicateIdError,
        "care_kinds",
    ),
    "a paper that nobody lists": (
        lambda s: _care(s)[1].update(type="paper", paper="diary", rules=[]),
        DanglingReferenceError,
        "diary",
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_service_is_refused_by_name(tmp_path: Path, written: dict[str, Any], name: str) -> None:
    change, error, said = WRONG[name]
    change(written)
    with pytest.raises(error, match=said) as caught:
        overlay(tmp_path, written)
    assert "reimbursement" in caught.value.where


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("id: [", UnreadableFileError),
        ("id: broken\nid: broken\n", DuplicateIdError),
        ("- one\n- two\n", WrongShapeError),
        ("id: another\n", WrongShapeError),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, content: str, error: type[CatalogueError]) -> None:
    (tmp_path / "broken.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(error, match=r"broken\.yaml"):
        load(tmp_path)


def test_yaml_takes_no_word_for_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "plain.yaml"
    path.write_text("[no, yes, on, true, 2026-11-21, 14:05, 007, 12, 1.5]", encoding="utf-8")
    assert strict_yaml.read(path) == ["no", "yes", "on", True, "2026-11-21", "14:05", "007", 12, 1.5]


def test_loading_twice_gives_the_same(catalogue: LoadedCatalogue) -> None:
    assert load().document == catalogue.document


def test_a_form_is_found_by_its_version(catalogue: LoadedCatalogue) -> None:
    for service in catalogue.document["services"]:
        form = service["form"]
        assert catalogue.form(service["id"], form["version"]) == form
    assert catalogue.form("reimbursement", "unheard-of") is None
    assert catalogue.form("unheard-of", "1") is None
    assert catalogue.service("unheard-of") is None


def test_a_replaced_form_is_withdrawn(
    tmp_path: Path, written: dict[str, Any], catalogue: LoadedCatalogue
) -> None:
    before = catalogue.service("reimbursement")
    assert before is not None
    _care(written)[2]["required"] = False
    after = overlay(tmp_path, written)
    service = after.service("reimbursement")
    assert service is not None
    assert after.form("reimbursement", before["form"]["version"]) is None
    assert after.form("reimbursement", service["form"]["version"]) == service["form"]
    assert after.document["version"] != catalogue.document["version"]
    others = [each for each in after.document["services"] if each["id"] != "reimbursement"]
    assert others == [each for each in catalogue.document["services"] if each["id"] != "reimbursement"]


def test_words_of_the_page_change_the_catalogue_and_not_the_form(
    tmp_path: Path, written: dict[str, Any], catalogue: LoadedCatalogue
) -> None:
    before = catalogue.service("reimbursement")
    assert before is not None
    written["summary"]["fr"] = "Se faire rembourser."
    after = overlay(tmp_path, written)
    assert after.form("reimbursement", before["form"]["version"]) == before["form"]
    assert after.document["version"] != catalogue.document["version"]


def test_a_new_service_needs_only_its_file(tmp_path: Path, written: dict[str, Any]) -> None:
    written["id"] = "spa_cure"
    (tmp_path / "edition.yaml").write_text('published_at: "2027-01-02T08:00:00Z"\n', encoding="utf-8")
    after = overlay(tmp_path, written)
    assert after.service("spa_cure") is not None
    assert after.document["published_at"] == "2027-01-02T08:00:00Z"


def test_an_edition_says_a_time(tmp_path: Path) -> None:
    (tmp_path / "edition.yaml").write_text("published_at: tomorrow\n", encoding="utf-8")
    with pytest.raises(WrongShapeError, match="tomorrow"):
        load(tmp_path)


def test_a_file_can_say_its_own_spoken_form(tmp_path: Path, written: dict[str, Any]) -> None:
    own = {"ar": "كما يُقال", "fr": "Comme on le dit", "en": "As one says it"}
    _care(written)[2]["spoken"] = own
    service = overlay(tmp_path, written).service("reimbursement")
    assert service is not None
    assert service["form"]["groups"][1]["questions"][2]["spoken"] == own


def test_a_shared_key_is_taken_away_with_null(tmp_path: Path, written: dict[str, Any]) -> None:
    written["papers"][1]["help"] = None
    service = overlay(tmp_path, written).service("reimbursement")
    assert service is not None
    assert "help" not in service["papers"][1]
