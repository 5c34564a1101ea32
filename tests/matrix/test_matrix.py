"""Every screen, language and theme, in few views (`make matrix` has all)."""

from __future__ import annotations

import pytest

from tests.matrix.jobs import few
from tests.matrix.report import summary
from tests.matrix.run import run


@pytest.mark.journey
def test_every_screen_language_and_theme() -> None:
    results = [result for share in run(few()) for result in share]
    print(summary(results))
    assert not any(result.findings for result in results), summary(results)
