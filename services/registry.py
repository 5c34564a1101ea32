"""The kinds of records of all nouns. Here alone a noun is added; its own module says what is true of it."""

from __future__ import annotations

from typing import Final

from services import (
    cases,
    comfort,
    document_repository,
    drafts,
    locking,
    messages,
    people,
    replies,
    requests,
    unsent,
)
from services.api import tokens
from services.kinds import Kinds, declared
from services.outbox import choice

KINDS: Final[Kinds] = declared(
    document_repository.DOCUMENT_KIND,
    drafts.DRAFT_KIND,
    requests.REQUEST_KIND,
    messages.MESSAGE_KIND,
    replies.REPLY_KIND,
    unsent.UNSENT_KIND,
    cases.CASE_KIND,
    cases.DECISION_PAPER_KIND,
    people.PERSON_KIND,
    people.KNOWN_KIND,
    comfort.COMFORT_KIND,
    choice.SENDING_CHOICE_KIND,
    locking.LOCKING_KIND,
    tokens.TOKEN_KIND,
)
"""The kinds by name, in the order in which an archive holds them."""
