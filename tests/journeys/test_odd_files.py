"""Files as people have them, chosen in the real app: taken where readers show them, refused for the true reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.chifa_card import SERVICE, goes_to_papers
from tests.journeys.outcome import is_received_once
from tests.journeys.person import Person
from tests.journeys.servers import App, Ministry
from tests.journeys.test_mishaps import refusal
from tests.unit.documents import made, pdfs

pytestmark = pytest.mark.journey


@pytest.mark.heavy
def test_what_every_reader_shows_arrives(
    app: App, ministry: Ministry, person: Callable[[str], Person], tmp_path: Path
) -> None:
    amina = person("fr")
    amina.returns(app.start_known("fr"))
    goes_to_papers(amina)
    photo, card = amina.question(SERVICE, "photo"), amina.question(SERVICE, "identity_card")

    amina.offer(card, written(tmp_path / "vide.pdf", pdfs.NO_PAGE["no page at all"]()))
    amina.sees(refusal(amina, "empty"))
    amina.attach(card, written(tmp_path / "attestation.pdf", pdfs.SHOWN["words of a trailer in the text"]()))
    amina.attach(photo, written(tmp_path / "108.jfif", large_photograph()))
    amina.goes_on()
    amina.heading(amina.t("Check and send"))
    amina.sends()
    is_received_once(amina, ministry)


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def large_photograph() -> bytes:
    return made.coded(made.sheet((12000, 9000)), "JPEG", quality=50)
