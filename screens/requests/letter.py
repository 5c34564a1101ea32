"""A letter of appeal, drafted from what is known. What is not known is left open, never invented."""

from __future__ import annotations

from collections.abc import Mapping

from i18n import Words
from screens.given import OpenRequest
from services.models.appeal import Appeal, LetterPart
from services.models.case import Decision, Outcome
from services.models.person import Person

_OPEN = "…………………"
"""What the person fills in."""


def words_of_letter(t: Words) -> Words:
    """Return the words of letters: agencies read Arabic and French."""
    return Words("ar" if t.language == "ar" else "fr")


def drafted(
    request: OpenRequest, decision: Decision, appeal: Appeal, person: Person | None, t: Words
) -> Mapping[LetterPart, str]:
    """Return the parts of a letter, in the words of `t`."""
    addressee = appeal.route.steps[0].addressee
    agencies = "\n".join(t.text(agency.name) for agency in request.agencies)
    return {
        LetterPart.SENDER: _sender(person, t),
        LetterPart.ADDRESSEE: t.text(addressee) if addressee else agencies or _OPEN,
        LetterPart.SUBJECT: _subject(request, decision, appeal, t),
        LetterPart.REASONS: "",
        LetterPart.CLOSING: "\n\n".join(
            [
                f"{t('Papers added:')}\n– {t('a copy of the decision')}",
                t("Yours respectfully,"),
                t("Written at {place}, on {date}", place=_OPEN, date=_OPEN),
                t("Signature:"),
            ]
        ),
    }


def _sender(person: Person | None, t: Words) -> str:
    name = f"{t.text(person.first_name)} {t.text(person.last_name)}" if person else _OPEN
    number = t.ltr(person.number) if person else _OPEN
    phone = t.ltr(person.phone.replace("+213", "0", 1)) if person else _OPEN
    lines = {
        t("First name and family name"): name,
        t("Social security number"): number,
        t("Address"): t.isolate(person.address) if person else _OPEN,
        t("Telephone"): phone,
    }
    return "\n".join(t("{label}: {value}", label=label, value=value) for label, value in lines.items())


def _subject(request: OpenRequest, decision: Decision, appeal: Appeal, t: Words) -> str:
    step, day = appeal.route.steps[0], t.date(decision.decided_at)
    head = [t("Subject: appeal against the decision of {date}", date=day)]
    if len(request.agencies) == 1:
        head.append(t("Agency: {name}", name=t.text(request.agencies[0].name)))
    head.append(t("Reference: {reference}", reference=t.ltr(request.reference or _OPEN)))
    service = t.text(request.service.name) if request.service else _OPEN
    if decision.outcome is Outcome.PARTLY_ACCEPTED:
        told = t("My request “{service}” was granted in part on {date}.", service=service, date=day)
    else:
        told = t("My request “{service}” was refused on {date}.", service=service, date=day)
    law = t.quotation(step.law_text, step.law)
    asked = [
        told,
        t("I appeal against this decision. Legal basis: {law}.", law=law),
        t("I ask that my case be put before: {who}.", who=t.text(step.to)),
    ]
    return "\n\n".join(["\n".join(head), "\n".join(asked), t("For these reasons:")])
