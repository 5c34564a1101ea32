"""What an examiner tells of what it saw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from tests.matrix.examine import Examiner
from tests.matrix.jobs import Job
from tests.matrix.snapshot import Finding, View
from tests.matrix.stage import Stage

JOB = Job(View("made", "fr"))
FAULT = Finding(JOB.view, "1.4.3", "too pale", "a word")


class Scripted(Examiner):
    """An examiner that sees what it is given, look by look."""

    looks: Iterator[list[Finding]]

    def _look(self, job: Job) -> list[Finding]:
        return next(self.looks)


@pytest.mark.parametrize(
    ("looks", "told"),
    [([[]], []), ([[FAULT], []], []), ([[FAULT], [FAULT]], [FAULT])],
    ids=["nothing", "half done at first", "there to stay"],
)
def test_what_is_found_has_to_be_found_again(looks: list[list[Finding]], told: list[Finding]) -> None:
    examiner = Scripted(cast(Stage, None))
    examiner.looks = iter(looks)
    assert examiner.examine(JOB).findings == told
    assert list(examiner.looks) == []
