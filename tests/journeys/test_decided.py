"""The agency decides before a paper comes that it asked for: what became of the paper, and what to do by when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from i18n.problems import describe
from services.appeals import last_safe_day
from services.models.case import Decision, Outcome
from services.models.contract import ProblemType
from tests.journeys.line import Line
from tests.journeys.papers import photograph
from tests.journeys.person import Person
from tests.journeys.servers import App, Ministry
from tests.journeys.test_asked_again import SERVICE, asks_for_transport

pytestmark = pytest.mark.journey

NOTE = "La page entière."


@pytest.fixture
def line(ministry: Ministry) -> Iterator[Line]:
    with Line(ministry.port) as line:
        yield line


@pytest.fixture
def app(tmp_path: Path, line: Line) -> Iterator[App]:
    """The app as it runs behind the line."""
    program = App(tmp_path, line.address)
    yield program
    program.stop()


@pytest.mark.heavy
def test_a_reply_that_comes_after_the_decision_in_arabic(
    app: App, line: Line, ministry: Ministry, person: Callable[[str], Person], tmp_path: Path
) -> None:
    amina = person("ar")
    t = amina.t
    amina.returns(app.start_known("ar"))
    asks_for_transport(amina, tmp_path)
    reference = amina.reference()
    amina.sees(t("A paper is asked of you"))

    # The network goes while she answers; meanwhile the agency decides and writes.
    amina.press("Send this paper")
    amina.heading(t("Send a paper"))
    amina.attach(amina.question(SERVICE, "invoice"), photograph(tmp_path / "facture-entiere.jpg", lines=20))
    amina.sees(t("Keep it"))
    amina.write(t("A few words for the agency"), NOTE)
    line.cut()
    amina.press("Send this paper")
    amina.sees(t("Your answer is kept and leaves with the network."))
    ministry.agent("decide", reference, "--outcome", "refused", "--reasons", "La facture manque.")
    ministry.agent("message", reference, "La lettre est jointe.")
    ministry.agent("message", reference, "Vous pouvez faire un recours.")
    line.clear()

    said, failed = describe(ProblemType.CASE_DECIDED, t), t("Your answer could not be sent")
    amina.sees(failed, timeout=60)
    amina.sees(said.title)
    amina.sees(said.next_step)
    amina.sees(NOTE)
    amina.sees(t("Decided: refused"), timeout=60)
    amina.does_not_see(t("A paper is asked of you"))
    amina.does_not_see(t("Your answer is kept and leaves with the network."))

    # Home: all of it, with the day, in the colour of what went wrong.
    amina.goes_home()
    decision = Decision(Outcome.REFUSED, datetime.now(UTC).isoformat(), "", "fr")
    day = t("Last safe day to appeal: {date}", date=t.date(last_safe_day(decision, 15)))
    two = t.n("There is {count} message for you", "There are {count} messages for you", 2)
    for words in (t("Decided: refused"), failed, day, two):
        amina.sees(words)
    assert t("Nothing waits for you.") not in amina.all_words()
    home = amina.all_words()
    assert home.index(t("Decided: refused")) < home.index(t("Make a request"))

    # What there is to do: the decision, then a message. What was read calls no more.
    amina.press("Decided: refused")
    amina.heading(t("Decision"))
    amina.sees("La facture manque.")
    amina.sees(day)
    amina.press("Back", exact=True)
    amina.press("I have read this")
    amina.press("Write a message")
    amina.heading(t("Messages about this request"))
    amina.sees("Vous pouvez faire un recours.")
    amina.write(t("Your message"), "Voici la facture.")
    amina.press("Send the message")
    # The clerk of the demonstration may have answered before anybody sees that it was received.
    amina.sees(t("Received by the agency"), t("Answered"))
    assert "Voici la facture." in ministry.agent("open", reference)
    amina.goes_home()
    amina.does_not_see(failed)
    amina.does_not_see(two)
    amina.sees(t("Under way"))
    amina.sees(day)
