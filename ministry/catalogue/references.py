"""Every name leads somewhere: to a source, an agency, an appeal, a paper, an earlier question, an option."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ministry.catalogue import questions
from ministry.catalogue.errors import DanglingReferenceError, DuplicateIdError, WrongShapeError


def check(document: dict[str, Any]) -> None:
    """Check the references of a document of the right shape.

    Raises DanglingReferenceError, DuplicateIdError or WrongShapeError.
    """
    for route_id, route in document["appeals"].items():
        _known(f"/appeals/{route_id}", "source", route["sources"], document["sources"])
    for agency_id, agency in document["agencies"].items():
        sources = agency.get("contact", {}).get("sources", [])
        _known(f"/agencies/{agency_id}", "source", sources, document["sources"])
    for service in document["services"]:
        _check_service(service, document)


def _check_service(service: dict[str, Any], document: dict[str, Any]) -> None:
    where = f"/services/{service['id']}"
    _known(where, "category", [service["category"]], document["categories"])
    _known(where, "agency", service["agencies"], document["agencies"])
    _known(where, "appeal", service["appeals"], document["appeals"])
    for part in ("who", "papers", "time_limits", "facts"):
        for entry in service[part]:
            _known(f"{where}/{part}", "source", entry.get("sources", []), document["sources"])
    for limit in service["time_limits"]:
        if ("amount" in limit) != ("unit" in limit):
            raise WrongShapeError(f"{where}/time_limits", "amount and unit together", limit["text"]["fr"])
    dates = {
        question["id"]
        for group in service["form"]["groups"]
        for question in group["questions"]
        if question["type"] == "date"
    }
    for limit in service["time_limits"]:
        _known(f"{where}/time_limits", "date", limit.get("counts_from", []), dates)
    _check_form(service)


def _check_form(service: dict[str, Any]) -> None:
    where = f"/services/{service['id']}"
    earlier: dict[str, dict[str, Any]] = {}
    asked: set[str] = set()
    for group in service["form"]["groups"]:
        for question in group["questions"]:
            here = f"{where}/form/groups/{group['id']}/questions/{question['id']}"
            if question["id"] in earlier:
                raise DuplicateIdError(here, question["id"])
            questions.check(question, here)
            for single in _singles(question.get("show_when")):
                _check_single(single, earlier, here)
            _check_moments(question, earlier, here)
            if "paper" in question:
                asked.add(question["paper"])
            earlier[question["id"]] = question
    papers = {paper["id"] for paper in service["papers"]}
    _known(f"{where}/form", "paper", sorted(asked), papers)
    _known(f"{where}/papers", "question for paper", sorted(papers), asked)


def _singles(condition: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    if condition is None:
        return
    if "question" in condition:
        yield condition
    for part in [*condition.get("all", []), *condition.get("any", []), condition.get("negate")]:
        yield from _singles(part)


def _check_single(single: dict[str, Any], earlier: dict[str, dict[str, Any]], where: str) -> None:
    asked = earlier.get(single["question"])
    if asked is None:
        raise DanglingReferenceError(where, "earlier question", single["question"])
    if single["op"] == "answered":
        return
    if (single["op"] == "contains") != (asked["type"] == "several_of"):
        raise WrongShapeError(where, "contains for several_of, and for it alone", single["op"])
    if (single["op"] == "in") != isinstance(single["value"], list):
        raise WrongShapeError(where, "a list for `in`, and for it alone", single["value"])
    values = single["value"] if isinstance(single["value"], list) else [single["value"]]
    if asked["type"] == "yes_no":
        for value in values:
            if not isinstance(value, bool):
                raise WrongShapeError(where, "true or false", value)
    if "options" in asked:
        _known(where, "option", values, {option["value"] for option in asked["options"]})


def _check_moments(question: dict[str, Any], earlier: dict[str, dict[str, Any]], where: str) -> None:
    for rule in question.get("rules", []):
        limit = rule["value"]
        if rule["rule"] in ("not_before", "not_after") and limit.startswith("@"):
            other = earlier.get(limit[1:])
            if other is None or other["type"] != "date":
                raise DanglingReferenceError(where, "earlier date", limit[1:])


def _known(where: str, kind: str, ids: Iterable[str], among: Iterable[str]) -> None:
    for identifier in ids:
        if identifier not in among:
            raise DanglingReferenceError(where, kind, identifier)
