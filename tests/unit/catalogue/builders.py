"""Catalogues for tests, as JSON the way the ministry gives them."""

from __future__ import annotations

import json
from typing import Any

WORDS = {"ar": "نص", "fr": "Texte"}


def question(id_: str, type_: str, **rest: Any) -> dict[str, Any]:
    return {"id": id_, "type": type_, "label": WORDS, **rest}


def service(id_: str, *questions: dict[str, Any], version: str = "1", **rest: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "name": {"ar": id_, "fr": id_},
        "summary": WORDS,
        "category": "health",
        "agencies": [],
        "who": [],
        "papers": [],
        "time_limits": [],
        "facts": [],
        "appeals": [],
        "form": {
            "version": version,
            "groups": [{"id": "g", "title": WORDS, "questions": list(questions) or [question("q", "text")]}],
        },
        **rest,
    }


def catalogue(*services: dict[str, Any], **rest: Any) -> bytes:
    data = {
        "version": "1",
        "published_at": "2026-11-21T18:00:00Z",
        "categories": {"health": WORDS},
        "agencies": {},
        "sources": {},
        "appeals": {},
        "services": list(services),
        **rest,
    }
    return json.dumps(data, ensure_ascii=False).encode()


PLACES = json.dumps(
    {"wilayas": [{"code": "15", "name": WORDS, "communes": [{"code": "1501", "name": WORDS}]}]}
).encode()
