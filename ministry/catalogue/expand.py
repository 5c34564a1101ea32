"""The way from what is written in a service's file to what is published.

What several services share is written once in common.yaml and repeated here: `use: phone` for questions,
groups, papers and rules. Each paper gets the question that asks for it. The spoken form of a question is its
label and help with abbreviations said in full, unless the file says another.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, TypeAlias

from ministry.catalogue.errors import DanglingReferenceError, WrongShapeError
from ministry.catalogue.shapes import LANGUAGES
from ministry.contract.answers import Language
from ministry.contract.checked import Body
from ministry.contract.records import Key

Record: TypeAlias = dict[str, Any]

_PAPERS_IN_A_GROUP = 4
_OF_THE_QUESTION = ("max_files", "show_when", "spoken", "example", "pictogram")
"""Written beside a paper, these belong to the question that asks for it."""


class Common(Body):
    """common.yaml: what services share. `abbreviations` maps a language to its abbreviations said in full."""

    questions: dict[Key, Record]
    groups: dict[Key, Record]
    rules: dict[Key, Record]
    papers: dict[Key, Record]
    abbreviations: dict[Language, dict[Key, str]]


def version_of(content: Any) -> str:
    """Return a short name that changes exactly when the content does."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def expand_service(written: Record, common: Common) -> Record:
    """Return the service as published, its form versioned.

    Its shape is still to be checked.
    """
    where = f"/services/{written.get('id')}"
    service = {key: value for key, value in written.items() if key != "groups"}
    groups = [_group(group, common, f"{where}/groups") for group in _records(written.get("groups"), where)]
    papers = [
        _named(paper, common.papers, "paper", f"{where}/papers")
        for paper in _records(service.get("papers", []), f"{where}/papers")
    ]
    service["papers"] = [
        {key: value for key, value in paper.items() if key not in _OF_THE_QUESTION} for paper in papers
    ]
    groups += _paper_groups(papers, common, f"{where}/papers")
    service["form"] = {"version": version_of(_without_pictograms(groups)), "groups": groups}
    return service


def quoted(content: Any) -> Any:
    """Publish laws and titles of sources in French, and as texts.

    Apps that know no `law_text` and `title_text` read the French.
    """
    if isinstance(content, list):
        return [quoted(each) for each in content]
    if not isinstance(content, dict):
        return content
    published = {key: quoted(value) for key, value in content.items()}
    for key in ("law", "title"):
        text = content.get(key)
        if isinstance(text, dict) and "fr" in text and (key == "law" or "where" in content):
            published |= {key: text["fr"], f"{key}_text": text}
    return published


def _without_pictograms(content: Any) -> Any:
    """Drop the pictures, so that a changed one makes no new version."""
    if isinstance(content, dict):
        return {key: _without_pictograms(value) for key, value in content.items() if key != "pictogram"}
    if isinstance(content, list):
        return [_without_pictograms(each) for each in content]
    return content


def _records(value: Any, where: str) -> list[Record]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise WrongShapeError(where, "a list of mappings", value)
    return value


def _used(written: Record, shared: dict[str, Record], kind: str, where: str) -> Record:
    """Merge `written` over the shared record that it uses.

    A key written as null takes the shared one away.
    """
    if "use" not in written:
        return written
    name = written["use"]
    if name not in shared:
        raise DanglingReferenceError(where, f"common {kind}", str(name))
    merged = {**shared[name], **{key: value for key, value in written.items() if key != "use"}}
    return {key: value for key, value in merged.items() if value is not None}


def _named(written: Record, shared: dict[str, Record], kind: str, where: str) -> Record:
    """Give a shared part its shared name, unless it has another here."""
    used = dict(_used(written, shared, kind, where))
    if "use" in written:
        used.setdefault("id", written["use"])
    return used


def _group(written: Record, common: Common, where: str) -> Record:
    group = _named(written, common.groups, "group", where)
    here = f"{where}/{group.get('id')}/questions"
    group["questions"] = [
        _question(question, common, here) for question in _records(group.get("questions"), here)
    ]
    return group


def _question(written: Record, common: Common, where: str) -> Record:
    question = _named(written, common.questions, "question", where)
    here = f"{where}/{question.get('id')}"
    question.setdefault("required", True)
    if "rules" in question:
        question["rules"] = [
            _used(rule, common.rules, "rule", here) for rule in _records(question["rules"], here)
        ]
    if "spoken" not in question:
        question["spoken"] = _spoken(question, common)
    return question


def _paper_groups(papers: list[Record], common: Common, where: str) -> list[Record]:
    questions = [_question(_asking(paper), common, where) for paper in papers]
    if not questions:
        return []
    if len(questions) <= _PAPERS_IN_A_GROUP:
        return [{"id": "papers", **common.groups["papers"], "questions": questions}]
    half = (len(questions) + 1) // 2
    return [
        {"id": "papers", **common.groups["papers"], "questions": questions[:half]},
        {"id": "more_papers", **common.groups["more_papers"], "questions": questions[half:]},
    ]


def _asking(paper: Record) -> Record:
    """Make the question that asks for a paper, with the paper's id."""
    kept = ("id", "label", "help", "required", *_OF_THE_QUESTION)
    shared = {key: paper[key] for key in kept if key in paper}
    return {"max_files": 1, **shared, "type": "paper", "paper": paper.get("id")}


def _spoken(question: Record, common: Common) -> Record:
    label, help_ = question.get("label"), question.get("help", {})
    if not isinstance(label, dict) or not isinstance(help_, dict):
        return {}  # the shape of the question is checked next, and says what is wrong
    return {
        language: _in_full(_sentences(label[language], help_.get(language)), common.abbreviations[language])
        for language in LANGUAGES
        if language in label and language in common.abbreviations
    }


def _sentences(label: str, help_: str | None) -> str:
    said = label if label.endswith(("?", "؟", ".")) else f"{label}."
    return said if help_ is None else f"{said} {help_}"


def _in_full(words: str, abbreviations: dict[str, str]) -> str:
    for short, full in abbreviations.items():
        # In brackets the abbreviation only follows its own full form: nothing is lost by not saying it twice.
        words = re.sub(rf"\s*\({re.escape(short)}\)", "", words)
        words = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", full, words)
    return words
