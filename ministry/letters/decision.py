"""What the letter that notifies a decision says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ministry.letters.drafting import Draft, facts, head, person_name
from ministry.letters.page import Block, Facts, Heading, Letter, Note, Paragraph, Passage
from ministry.letters.words import TITLE, WORDS, moment, said, written_in


def decision_letter(draft: Draft, outcome: str, reasons: str) -> Letter:
    """Write the decision's letter in the language of the request.

    With the first step of each appeal if not all was granted.
    """
    language = written_in(draft.request.language)
    words = WORDS[language]
    blocks: list[Block] = [
        facts(
            language,
            ("reference", draft.request.reference),
            ("decided_on", moment(draft.at, language)),
            ("person", person_name(draft.person, language)),
            ("service", said(draft.service["name"], language)),
            ("received_on", moment(draft.request.received_at, language)),
        ),
        Paragraph(Passage(words[outcome], language), is_strong=True),
        Heading(2, Passage(words["reasons"], language)),
        Paragraph(Passage(reasons, language)),
    ]
    if outcome != "accepted" and draft.service["appeals"]:
        blocks.append(Heading(2, Passage(words["appeals"], language)))
        for key in draft.service["appeals"]:
            blocks += _appeal(draft.edition.appeals[key], language)
    blocks.append(Note(Passage(" ".join([words["seal"], *draft.warnings(language)]), language)))
    return Letter(
        language=language,
        title=TITLE["decision"][language],
        reference=draft.request.reference,
        at=draft.at,
        head=head(draft.edition, draft.service),
        blocks=blocks,
    )


def _appeal(route: dict[str, Any], language: str) -> Iterator[Block]:
    step, words = route["steps"][0], WORDS[language]
    yield Heading(3, Passage(said(step["to"], language), language))
    yield Paragraph(Passage(said(step["how"], language), language))
    yield Facts(
        [
            (
                Passage(words["law"] + words["colon"], language),
                Passage(said(step["law_text"], language), language),
            )
        ]
    )
    if route["basis"] != "verified":
        yield Paragraph(Passage(words["to_confirm"], language))
