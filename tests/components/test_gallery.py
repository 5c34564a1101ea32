"""Every component: its reason, its examples, and that each of these can be drawn in both directions."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from i18n import Words
from screens.components.example import examples, names, reason
from scripts.components_doc import DOCUMENT, document
from tests.components.harness import Harness
from tests.components.stage import Stage

WITHOUT_EXAMPLES = {"camera", "frame"}
"""Their examples.py say why."""
BOTH = pytest.mark.parametrize("language", ["ar", "fr"])
ROOT = Path(__file__).parents[2] / "screens" / "components"


def test_every_folder_is_a_component_with_examples() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(names())
    assert {name for name in names() if not examples(name)} == WITHOUT_EXAMPLES


@pytest.mark.parametrize("name", names())
def test_a_component_says_why_it_is_as_it_is(name: str) -> None:
    assert len(reason(name)) > 60


@BOTH
@pytest.mark.parametrize("name", names())
async def test_each_example_is_drawn(name: str, language: str) -> None:
    stage, t = Stage(language), Words(language)

    for example in examples(name):
        async with Harness() as ui:
            await stage.show(ui, partial(example.build, t))
        assert stage.reports == []


def test_the_document_of_the_components_is_up_to_date() -> None:
    assert DOCUMENT.read_text("utf-8") == document()
