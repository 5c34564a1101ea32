"""What is announced stays until a slow screen reader has looked at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.person import Person
from tests.journeys.servers import App, Ministry

pytestmark = pytest.mark.journey

_ANNOUNCED = "document.querySelector('flt-announcement-host').textContent"
_LATE = 1500
"""Milliseconds: a screen reader on two busy cores. Flutter itself empties it after 300."""


def test_an_announcement_stays(app: App, ministry: Ministry, person: Callable[[str], Person]) -> None:
    amina = person("fr")
    amina.returns(app.start_known("fr", signed_in=False))
    amina.signs_in(ministry.demo)
    words = amina.t("You are signed in.")
    amina.page.wait_for_function(f"words => {_ANNOUNCED}.includes(words)", arg=words)
    amina.page.wait_for_timeout(_LATE)
    assert words in str(amina.page.evaluate(_ANNOUNCED))
