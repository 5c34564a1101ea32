"""What the catalogue says against the domain facts that it was written from, copied in domain_facts.json.

`read` there is the basis of the fact: V read in a source, P press, M unverified. `basis` is published. It is
weaker than `read` where the whole list of the service is second-hand, and for civil-status and
non-affiliation papers: 27 papers were abolished in December 2025, and their list is not known (S22).
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cattrs import Converter

from ministry.catalogue import strict_yaml
from ministry.catalogue.loader import FOLDER, LoadedCatalogue
from services.models.catalogue import Catalogue, Wilaya
from tests.unit.ministry_catalogue.texts import questions

FACTS: dict[str, Any] = json.loads(Path(__file__).with_name("domain_facts.json").read_text("utf-8"))
ABOLISHED = "S22"
STRENGTH = ["unverified", "press", "verified"]


def test_every_service_is_there_and_no_other(catalogue: LoadedCatalogue) -> None:
    assert {service["id"] for service in catalogue.document["services"]} == set(FACTS)


@pytest.mark.parametrize("service_id", FACTS)
def test_papers_are_those_of_the_facts(catalogue: LoadedCatalogue, service_id: str) -> None:
    service = catalogue.service(service_id)
    assert service is not None
    published = [(paper["id"], paper["required"], paper["basis"]) for paper in service["papers"]]
    assert published == [(doc["paper"], doc["required"], doc["basis"]) for doc in FACTS[service_id]["docs"]]


@pytest.mark.parametrize("service_id", FACTS)
def test_nothing_is_surer_than_it_was_read(service_id: str) -> None:
    strongest = {"V": "verified", "P": "press", "M": "unverified"}
    for doc in FACTS[service_id]["docs"]:
        assert STRENGTH.index(doc["basis"]) <= STRENGTH.index(strongest[doc["read"]])


@pytest.mark.parametrize("service_id", FACTS)
def test_sources_and_appeals_are_those_of_the_facts(catalogue: LoadedCatalogue, service_id: str) -> None:
    service = catalogue.service(service_id)
    assert service is not None
    cited = {
        source
        for part in ("who", "papers", "time_limits", "facts")
        for entry in service[part]
        for source in entry["sources"]
    }
    assert cited - {ABOLISHED} == set(FACTS[service_id]["sources"])
    assert service["appeals"] == FACTS[service_id]["appeals"]


@pytest.mark.parametrize(
    ("service_id", "kind", "expected"),
    [
        ("chifa_card", "filing", []),
        ("affiliation_certificate", "reply", [(None, None, "unverified")]),
        ("disability_card", "reply", [(30, "days", "press")]),
        ("disability_allowance_100", "reply", []),
        ("appareillage", "reply", [(None, None, "verified")]),
        ("medical_transport", "filing", [(3, "months", "press")]),
        ("sick_leave", "filing", [(48, "hours", "press")]),
        ("reimbursement", "filing", [(3, "months", "verified")]),
        ("cnr_yearly_proof", "filing", [(None, None, "press")]),
        (
            "work_accident",
            "filing",
            [
                (24, "hours", "verified"),
                (48, "hours", "verified"),
                (4, "years", "verified"),
                (3, "months", "verified"),
            ],
        ),
        ("work_accident", "reply", [(20, "days", "verified")]),
    ],
)
def test_time_limits(catalogue: LoadedCatalogue, service_id: str, kind: str, expected: list[Any]) -> None:
    service = catalogue.service(service_id)
    assert service is not None
    limits = [limit for limit in service["time_limits"] if limit["kind"] == kind]
    assert [(limit.get("amount"), limit.get("unit"), limit["basis"]) for limit in limits] == expected


def test_appeal_clocks_are_those_of_law_08_08(catalogue: LoadedCatalogue) -> None:
    routes = catalogue.document["appeals"]
    clocks = {
        name: [(step["file_within_days"], step.get("decides_within_days")) for step in route["steps"]]
        for name, route in routes.items()
    }
    assert clocks == {
        "general": [(15, 30), (15, 30), (30, None)],
        "medical": [(15, None)],
        "invalidity_or_at_rate": [(30, 60), (30, None)],
    }
    assert all("08-08" in step["law"] for route in routes.values() for step in route["steps"])


def test_laws_and_sources_are_named_in_arabic_too(catalogue: LoadedCatalogue) -> None:
    named = list(_quoted(catalogue.document))
    assert len(named) > 60
    assert [text for text in named if not re.search(r"[\u0621-\u064a]", text["ar"])] == []


def _quoted(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        yield from (value[key] for key in ("law_text", "title_text") if key in value)
        for element in value.values():
            yield from _quoted(element)
    elif isinstance(value, list):
        for element in value:
            yield from _quoted(element)


def test_what_is_verified_says_where(catalogue: LoadedCatalogue) -> None:
    for service in catalogue.document["services"]:
        for part in ("who", "papers", "time_limits", "facts"):
            for entry in service[part]:
                assert entry["basis"] != "verified" or entry["sources"], (service["id"], entry)


def test_the_wheelchair_can_be_asked_for(catalogue: LoadedCatalogue) -> None:
    asked = dict(questions(catalogue.document))
    kinds = asked["appareillage/device/device_type"]["options"]
    wheelchair = next(option for option in kinds if option["value"] == "wheelchair")
    assert (wheelchair["label"]["ar"], wheelchair["label"]["fr"]) == ("كرسي متحرك", "Fauteuil roulant")


def test_every_number_but_a_count_has_its_unit(catalogue: LoadedCatalogue) -> None:
    numbers = [question for _, question in questions(catalogue.document) if question["type"] == "number"]
    units = {question["id"]: question.get("unit") for question in numbers}
    assert units["distance_km"] == "kilometre"
    assert [question_id for question_id, unit in units.items() if unit is None] == ["dependants_count"]


def test_what_the_ministry_knows_is_not_asked_again(catalogue: LoadedCatalogue) -> None:
    for service in catalogue.document["services"]:
        purposes = [
            question["purpose"]
            for group in service["form"]["groups"]
            for question in group["questions"]
            if "purpose" in question
        ]
        assert len(purposes) == len(set(purposes)), service["id"]
        assert {"person.first_name", "person.last_name", "person.phone", "person.place"} <= set(purposes)


def test_every_question_helps_and_shows_an_example_where_something_is_typed(
    catalogue: LoadedCatalogue,
) -> None:
    typed = {"text", "number", "date", "phone", "nin", "nss", "account"}
    for where, question in questions(catalogue.document):
        assert "help" in question, where
        assert question["type"] not in typed or "example" in question, where


def test_examples_keep_their_own_rules(catalogue: LoadedCatalogue) -> None:
    for where, question in questions(catalogue.document):
        for rule in question.get("rules", []):
            example = question.get("example", {}).get("fr")
            if rule["rule"] == "pattern":
                assert re.fullmatch(rule["value"], example), where
            elif rule["rule"] == "min":
                assert float(example) >= rule["value"], where
            elif rule["rule"] == "max":
                assert float(example) <= rule["value"], where


def _drivers(condition: dict[str, Any] | None) -> Iterator[str]:
    if condition is None:
        return
    if "question" in condition:
        yield condition["question"]
    for part in [*condition.get("all", []), *condition.get("any", []), condition.get("negate")]:
        yield from _drivers(part)


def _holds(condition: dict[str, Any] | None, answers: dict[str, Any]) -> bool:
    if condition is None:
        return True
    if "any" in condition:
        return any(_holds(part, answers) for part in condition["any"])
    if "all" in condition:
        return all(_holds(part, answers) for part in condition["all"])
    if "negate" in condition:
        return not _holds(condition["negate"], answers)
    answer, value = answers[condition["question"]], condition.get("value")
    kept: dict[str, bool] = {
        "equals": bool(answer == value),
        "not_equals": answer != value,
        "in": isinstance(value, list) and answer in value,
        "contains": answer == value,
        "answered": True,
    }
    return kept[condition["op"]]


def test_a_group_never_shows_more_than_four_questions(catalogue: LoadedCatalogue) -> None:
    for service in catalogue.document["services"]:
        asked = {q["id"]: q for group in service["form"]["groups"] for q in group["questions"]}
        for group in service["form"]["groups"]:
            names = {name for q in group["questions"] for name in _drivers(q.get("show_when"))}
            choices = [
                [(name, option["value"]) for option in asked[name].get("options", [])]
                or [(name, True), (name, False)]
                for name in sorted(names)
            ]
            for answers in itertools.product(*choices):
                shown = [q for q in group["questions"] if _holds(q.get("show_when"), dict(answers))]
                assert len(shown) <= 4, (service["id"], group["id"], answers)


def test_forms_are_short_and_end_with_papers(catalogue: LoadedCatalogue) -> None:
    for service in catalogue.document["services"]:
        groups = [group["id"] for group in service["form"]["groups"]]
        assert 3 <= len([group for group in groups if group != "more_papers"]) <= 7, service["id"]
        kinds = [question["type"] for group in service["form"]["groups"] for question in group["questions"]]
        papers = kinds.count("paper")
        assert papers == len(service["papers"]), service["id"]
        assert kinds[len(kinds) - papers :] == ["paper"] * papers, service["id"]


def test_nothing_shared_is_left_unused() -> None:
    common = strict_yaml.read(FOLDER / "common.yaml")
    written = "".join(path.read_text("utf-8") for path in FOLDER.rglob("*.yaml"))
    used = set(re.findall(r"use: ([a-z_]+)", written)) | {"papers", "more_papers"}
    for kind in ("questions", "groups", "rules", "papers"):
        assert set(common[kind]) <= used, kind


def test_the_app_reads_every_field(catalogue: LoadedCatalogue) -> None:
    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(Any, lambda value, _: value)
    read = converter.structure(catalogue.document, Catalogue)
    assert len(read.services) == len(FACTS)
    wilayas = converter.structure(catalogue.places["wilayas"], list[Wilaya])
    assert len(wilayas) == 69


def test_places(catalogue: LoadedCatalogue) -> None:
    wilayas = catalogue.places["wilayas"]
    assert [wilaya["code"] for wilaya in wilayas] == [f"{number:02}" for number in range(1, 70)]
    codes = [commune["code"] for wilaya in wilayas for commune in wilaya["communes"]]
    assert len(codes) == len(set(codes)) == 1541
    assert all(wilaya["communes"] for wilaya in wilayas)
    home = {wilaya["code"]: {commune["code"] for commune in wilaya["communes"]} for wilaya in wilayas}
    assert "1501" in home["15"]
    assert "2820" in home["68"], "Bou Saada keeps its code in its new wilaya"


def test_a_day_is_bounded_on_both_sides(catalogue: LoadedCatalogue) -> None:
    # A year of another calendar, as the Amazigh 2976, is no day of a leave.
    open_ended = [
        where
        for where, question in questions(catalogue.document)
        if question["type"] == "date"
        and {"not_before", "not_after"} - {rule["rule"] for rule in question["rules"]}
    ]
    assert open_ended == []
