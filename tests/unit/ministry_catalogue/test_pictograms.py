"""People who read little choose by the pictures: every choice has one, and no two look the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ministry.catalogue import strict_yaml
from ministry.catalogue.errors import WrongShapeError
from ministry.catalogue.loader import FOLDER, LoadedCatalogue, load
from services.models.pictograms import NO, PICTOGRAMS, YES
from tests.unit.ministry_catalogue.texts import questions

WITHOUT: dict[str, str] = {}
"""Service, or `service/group/question/option` → why it has no pictogram. None so far."""


def _pictured(document: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Yield each service and option, with its pictogram."""
    for service in document["services"]:
        yield service["id"], service.get("pictogram")
    for where, question in questions(document):
        for option in question.get("options", []):
            yield f"{where}/{option['value']}", option.get("pictogram")


def test_every_service_and_every_option_has_one(catalogue: LoadedCatalogue) -> None:
    assert {where for where, name in _pictured(catalogue.document) if name is None} == set(WITHOUT)


def test_the_options_of_a_question_differ_and_so_do_the_services(catalogue: LoadedCatalogue) -> None:
    services = [service["pictogram"] for service in catalogue.document["services"]]
    assert len(set(services)) == len(services)
    for where, question in questions(catalogue.document):
        names = [option["pictogram"] for option in question.get("options", []) if "pictogram" in option]
        assert len(set(names)) == len(names), where


def test_all_are_published_and_all_are_used(catalogue: LoadedCatalogue) -> None:
    named = {name for _, name in _pictured(catalogue.document) if name is not None}
    named |= {
        question["pictogram"] for _, question in questions(catalogue.document) if "pictogram" in question
    }
    assert named | {YES, NO} == PICTOGRAMS


def test_another_pictogram_is_a_new_catalogue_and_the_same_form(
    tmp_path: Path, catalogue: LoadedCatalogue
) -> None:
    written = strict_yaml.read(FOLDER / "services" / "chifa_card.yaml")
    asked = written["groups"][0]["questions"][0]
    asked["pictogram"] = "book"
    del asked["options"][0]["pictogram"]
    after = _overlay(tmp_path, written)
    before = catalogue.service("chifa_card")
    service = after.service("chifa_card")
    assert before is not None
    assert service is not None
    assert service["form"]["version"] == before["form"]["version"]
    assert service["form"]["groups"] != before["form"]["groups"]
    assert after.document["version"] != catalogue.document["version"]


def test_a_pictogram_is_a_name(tmp_path: Path) -> None:
    written = strict_yaml.read(FOLDER / "services" / "chifa_card.yaml")
    written["pictogram"] = "../card"
    with pytest.raises(WrongShapeError, match="pictogram"):
        _overlay(tmp_path, written)


def _overlay(folder: Path, service: dict[str, Any]) -> LoadedCatalogue:
    text = yaml.safe_dump(service, allow_unicode=True, sort_keys=False)
    (folder / f"{service['id']}.yaml").write_text(text, encoding="utf-8")
    return load(folder)
