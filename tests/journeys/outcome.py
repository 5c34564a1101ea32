"""What the journey of a request ends with."""

from __future__ import annotations

from tests.journeys.person import Person
from tests.journeys.servers import Ministry


def is_received_once(person: Person, ministry: Ministry) -> None:
    """Check that the shown receipt is the ministry's only one."""
    reference = person.reference(timeout=60)
    assert [receipt["reference"] for receipt in ministry.receipts()] == [reference]
