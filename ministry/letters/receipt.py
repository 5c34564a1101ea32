"""What a receipt says: that a request was taken, when, and what it said."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ministry.forms.conditions import shown
from ministry.letters.answers import PlaceNames, answer_words, listed, paper_words
from ministry.letters.drafting import Draft, facts, head, person_name, whose
from ministry.letters.glyphs import shows
from ministry.letters.page import Block, Facts, Heading, Letter, Note, Paragraph, Passage
from ministry.letters.words import TITLE, WORDS, moment, said, written_in
from ministry.requests.tables import AttachedPaper


def receipt_letter(
    draft: Draft, form: dict[str, Any], papers: Sequence[AttachedPaper], places: PlaceNames
) -> Letter:
    """Write the receipt in the language of the request.

    `form` is the one that the answers were checked against, `papers` are the request's own.
    """
    language = written_in(draft.request.language)
    words = WORDS[language]
    attached: defaultdict[str, list[str]] = defaultdict(list)
    for paper in papers:
        attached[paper.question_id].append(paper_words(paper.media_type, paper.size, language))
    answers = {
        **json.loads(draft.request.body)["answers"],
        **{question: listed(each, language) for question, each in attached.items()},
    }
    return Letter(
        language=language,
        title=TITLE["receipt"][language],
        reference=draft.request.reference,
        at=draft.at,
        head=head(draft.edition, draft.service),
        blocks=[
            Paragraph(Passage(words["received"], language), is_strong=True),
            facts(
                language,
                ("reference", draft.request.reference),
                ("received_on", moment(draft.request.received_at, language)),
                ("person", person_name(draft.person, language)),
                ("service", said(draft.service["name"], language)),
            ),
            *_groups(form, answers, places, draft.request.language),
            Note(Passage(" ".join([words["keep"], words["seal"], *draft.warnings(language)]), language)),
        ],
    )


def _groups(
    form: dict[str, Any], answers: Mapping[str, Any], places: PlaceNames, wrote_in: str
) -> Iterator[Block]:
    """Yield each group's heading and its questions that were shown."""
    language, visible = written_in(wrote_in), shown(form, answers)
    for group in form["groups"]:
        rows = [
            (
                Passage(said(question["label"], language), language),
                _answer(question, answers, places, wrote_in),
            )
            for question in group["questions"]
            if question["id"] in visible
        ]
        if rows:
            yield Heading(2, Passage(said(group["title"], language), language))
            yield Facts(rows, beside=False)


def _answer(
    question: Mapping[str, Any], answers: Mapping[str, Any], places: PlaceNames, wrote_in: str
) -> Passage:
    language, value = written_in(wrote_in), answers.get(question["id"])
    if value is None:
        return Passage(WORDS[language]["not_answered"], language)
    text = value if question["type"] == "paper" else answer_words(question, value, places, language)
    if not shows(text):
        return Passage(WORDS[language]["not_answered"], language)
    own_words = question["type"] in {"text", "long_text"}
    return Passage(text, whose(text, wrote_in) if own_words else language)
