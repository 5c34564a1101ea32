"""The register of screens: every route of the app in every state worth seeing, and how to get there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screens import routes
from screens.nouns import nouns
from tests.journeys.faults import LOADING
from tests.journeys.person import Person
from tests.matrix.seed import ALONE, EMPTY, FULL, NEW, OFFLINE, SIMPLE

if TYPE_CHECKING:
    from tests.matrix.stage import Opened

NOTHING = "01900000-0000-7000-8000-000000000000"
"""The id of no record."""
Act = Callable[["Opened", Person], None]


@dataclass(frozen=True, slots=True)
class Screen:
    """`route` may name what the seed made, in braces. `act` is what a person does once there."""

    name: str
    route: str
    device: str = FULL
    act: Act | None = None
    leave: Act | None = None
    """How to get away from what no address leads out of."""


def _presses(message: str) -> Act:
    return lambda _, person: person.press(message, exact=True)


def _continue_unanswered(_: Opened, person: Person) -> None:
    person.press("Continue", exact=True)
    person.press_later("Continue")
    person.page.get_by_role("group").first.wait_for(state="attached")


def _search(words: str) -> Act:
    return lambda _, person: person.write(person.t("Search"), words)


def _shows_part(name: str) -> Act:
    return lambda _, person: person.press(name)


def _ask_for_code(_: Opened, person: Person) -> None:
    person.write(person.t("Social security number"), "905412300742")
    person.press("Send me a code")
    person.heading(person.t("Enter the code"))


def _something_breaks(opened: Opened, person: Person) -> None:
    opened.app.breaks(LOADING)  # type: ignore[attr-defined]
    opened.tab.go(routes.request(opened.made["received"]))
    person.heading(person.t("Something went wrong"))
    opened.app.mend()  # type: ignore[attr-defined]


def _chooses_a_pin(_: Opened, person: Person) -> None:
    person.choose(person.t("How does this profile open?"), person.t("With a PIN"))
    person.sees(person.t("Six digits are better than four."))


def _choose_voice(_: Opened, person: Person) -> None:
    person.choose(person.t("Voice"), person.t("When I ask"))
    person.sees(person.t("Speed of the voice"))


def _questions(draft: str, group: str) -> str:
    return routes.group(f"{{{draft}}}", group)


_SICK, _CARD, _PENSION, _JOB = (
    f"draft.{service}" for service in ("sick_leave", "chifa_card", "invalidity_pension", "jobseeker")
)

SCREENS: tuple[Screen, ...] = (
    Screen("welcome", routes.WELCOME),
    Screen("comfort", routes.COMFORT),
    Screen("comfort-voice", routes.COMFORT, SIMPLE, _choose_voice),
    Screen("comfort-first", routes.COMFORT, NEW),
    Screen("keyboard", routes.KEYBOARD),
    Screen("profiles-none", routes.PROFILES, NEW),
    Screen("profiles", routes.PROFILES),
    Screen("profile-new", routes.NEW_PROFILE),
    Screen("profile-new-error", routes.NEW_PROFILE, act=_presses("Create the profile")),
    Screen("profile-new-pin", routes.NEW_PROFILE, act=_chooses_a_pin),
    Screen("profile-unlock", routes.unlock("{locked}")),
    Screen("profile-unlock-error", routes.unlock("{locked}"), act=_presses("Open the profile")),
    Screen("profile-recover", routes.recover("{locked}")),
    Screen("profile-recover-errors", routes.recover("{locked}"), act=_presses("Open the profile")),
    Screen("profile", routes.PROFILE),
    Screen("profile-rename", routes.RENAME),
    Screen("profile-lock", routes.CHANGE_LOCK),
    Screen("profile-code", routes.RECOVERY_CODE),
    Screen("profile-code-made", routes.RECOVERY_CODE, act=_presses("Make a recovery code")),
    Screen("profile-take-along", routes.TAKE_ALONG),
    Screen("profile-take-along-errors", routes.TAKE_ALONG, act=_presses("Take my data along")),
    Screen("profile-bring-in", routes.BRING_IN),
    Screen("profile-erase", routes.erase("{profile}")),
    Screen("home", routes.HOME),
    Screen("home-empty", routes.HOME, EMPTY),
    Screen("home-offline", routes.HOME, OFFLINE),
    Screen("me", routes.ME),
    Screen("inbox", routes.MESSAGES),
    Screen("inbox-empty", routes.MESSAGES, EMPTY),
    Screen("sign-in", routes.SIGN_IN, EMPTY),
    Screen("sign-in-error", routes.SIGN_IN, EMPTY, _presses("Send me a code")),
    Screen("sign-in-code", routes.SIGN_IN, EMPTY, _ask_for_code),
    Screen("services", routes.SERVICES),
    Screen("services-found", routes.SERVICES, act=_search("1")),
    Screen("services-none", routes.SERVICES, act=_search("zzzz")),
    Screen("services-topic", routes.SERVICES, act=_search("شكوى")),
    Screen("service", routes.service("sick_leave")),
    Screen("service-unfolded", routes.service("sick_leave"), act=_presses("Good to know")),
    Screen("service-gone", routes.service("no_such_service")),
    Screen("draft-choices", _questions(_SICK, "leave")),
    Screen("draft-errors", _questions(_SICK, "leave"), act=_continue_unanswered),
    Screen("draft-prefilled", _questions(_SICK, "insured")),
    Screen("draft-place", _questions(_SICK, "stay")),
    Screen("draft-place-chosen", _questions("complete", "contact")),
    Screen("draft-several", _questions("answered.reimbursement", "care")),
    Screen("draft-number", _questions(_CARD, "family")),
    Screen("draft-long-text", _questions(_PENSION, "health")),
    Screen("draft-account", _questions("answered.reimbursement", "payment")),
    Screen("draft-papers", _questions(_JOB, "papers")),
    Screen("draft-papers-errors", _questions(_JOB, "papers"), act=_continue_unanswered),
    Screen("draft-papers-attached", _questions("complete", "papers")),
    Screen("draft-gone", routes.draft(NOTHING)),
    Screen("review", routes.review("{complete}")),
    Screen("review-undeclared", routes.review("{complete}"), act=_presses("Send the request")),
    Screen("review-missing", routes.review(f"{{{_SICK}}}"), act=_presses("Send the request")),
    Screen("review-change", routes.change("{complete}", "contact")),
    Screen("confirmation", routes.confirmation("{received}")),
    Screen("confirmation-waiting", routes.confirmation("{waiting}"), OFFLINE),
    Screen("requests", routes.REQUESTS),
    Screen("requests-under-way", routes.REQUESTS, act=_shows_part("Under way")),
    Screen("requests-drafts", routes.REQUESTS, act=_shows_part("Drafts")),
    Screen("requests-older", routes.REQUESTS, act=_shows_part("Older")),
    Screen("requests-found", routes.REQUESTS, act=_search("CNAS")),
    Screen("requests-none", routes.REQUESTS, act=_search("zzzz")),
    Screen("requests-empty", routes.REQUESTS, EMPTY),
    Screen("sending", routes.SENDING),
    Screen("request-waiting", routes.request("{waiting}"), OFFLINE),
    Screen("request-unsigned", routes.request("{unsigned}"), ALONE),
    Screen("request-rejected", routes.request("{rejected}")),
    Screen("request-held", routes.request("{held}")),
    Screen("request-received", routes.request("{received}")),
    Screen("request-read", routes.request("{in_review}")),
    Screen("request-asked", routes.request("{asked}")),
    Screen("request-message", routes.request("{unread}")),
    Screen("request-decided", routes.request("{accepted}")),
    Screen("request-late-reply", routes.request("{late}")),
    Screen("request-replied", routes.request("{replied}")),
    Screen("request-reply-waits", routes.request("{waits}"), OFFLINE),
    Screen("request-unsendable", routes.request("{unsendable}")),
    Screen("request-refused", routes.request("{appealable}")),
    Screen("sent", routes.sent("{asked}")),
    Screen("sent-refused", routes.sent("{appealable}")),
    Screen("sent-gone", routes.sent(NOTHING)),
    Screen("messages", routes.messages("{messages}")),
    Screen("messages-waits", routes.messages("{waits}"), OFFLINE),
    Screen("messages-unsendable", routes.messages("{unsendable}")),
    Screen("messages-none", routes.messages("{received}")),
    Screen("ask", routes.ask("{asked}", "{ask}")),
    Screen("ask-error", routes.ask("{asked}", "{ask}"), act=_presses("Send this paper")),
    Screen("ask-closed", routes.ask("{late}", "{ask.late}")),
    Screen("decision", routes.decision("{accepted}")),
    Screen("decision-refused", routes.decision("{refused_decision}")),
    Screen("decision-appeal", routes.decision("{appeal_read}")),
    Screen("appeal-letter", routes.appeal("{refused_decision}", "general")),
    Screen("appeal-letter-gone", routes.appeal("{accepted}", "general")),
    Screen("simple-home", routes.HOME, SIMPLE),
    Screen("simple-requests", routes.REQUESTS, SIMPLE),
    Screen("simple-question", _questions("simple.sick_leave", "leave.leave_kind"), SIMPLE),
    Screen(
        "simple-question-error",
        _questions("simple.sick_leave", "leave.leave_kind"),
        SIMPLE,
        _continue_unanswered,
    ),
    Screen("simple-papers", _questions("simple.complete", "papers.identity_card"), SIMPLE),
    Screen("simple-review", routes.review("{simple.complete}"), SIMPLE),
    Screen("simple-service", routes.service("sick_leave"), SIMPLE),
    Screen("calm", routes.HOME, act=_something_breaks, leave=_presses("Go on")),
)
SCREENS += tuple(
    Screen(re.sub("[/:]+", "-", path.strip("/")), re.sub(":[a-z_]+", NOTHING, path), EMPTY)
    for noun in nouns()
    for path, _ in noun.routes
)
"""Those of nouns as they begin. What a noun shows when it has something is shown by screens of its own above."""
BY_NAME = {screen.name: screen for screen in SCREENS}

PASSING = {
    "/": "leads on to the language, the profiles or home at once",
    "/drafts/:draft_id": "opens a draft where the person was, and leads on to its questions at once",
}
"""Routes that show nothing of their own for longer than a moment, and why."""


def without_entry(patterns: list[str]) -> list[str]:
    """Return the app's routes that no screen of the register opens."""
    opened = [screen.route for screen in SCREENS]
    return [each for each in patterns if not any(_matches(each, route) for route in opened)]


def _matches(pattern: str, route: str) -> bool:
    parts, given = pattern.split("/"), route.split("/")
    pairs = list(zip(parts, given, strict=False))
    return len(parts) == len(given) and all(a == b or a.startswith(":") for a, b in pairs)
