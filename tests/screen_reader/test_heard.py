"""The transcript and the ending of programs: what the journeys rely on, without a screen reader."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from tests.screen_reader.heard import Heard, NotHeardError, normal
from tests.screen_reader.programs import Programs


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "spoken"
    path.write_text("ar|اختيار\u2068 اللغة\u2069  heading level 1.\nen|tab\n", encoding="utf-8")
    return path


def test_words_are_found_in_order_whatever_their_spaces_and_marks(log: Path) -> None:
    heard = Heard(log)
    assert heard.expect("اختيار اللغة", "heading level 1", "tab", within=0) == 2
    with pytest.raises(NotHeardError) as raised:
        heard.expect("tab", "heading level 1", within=0)
    assert raised.value.words == "heading level 1"
    assert raised.value.said == ["اختيار اللغة heading level 1.", "tab"]


def test_words_may_go_over_the_end_of_an_utterance(log: Path) -> None:
    heard = Heard(log)
    assert heard.expect("level 1. tab", within=0) == 2
    assert heard.expect("اختيار", within=0) == 1


def test_a_mark_leaves_out_what_came_before(log: Path) -> None:
    heard = Heard(log)
    mark = heard.mark()
    with log.open("a", encoding="utf-8") as voice:
        voice.write("en|tab tab\nfr|half a line")
    assert heard.since(mark) == ["tab tab"]
    assert (heard.count("tab"), heard.count("tab", mark)) == (3, 2)


def test_words_may_still_come(log: Path) -> None:
    heard = Heard(log)

    def speak() -> None:
        with log.open("a", encoding="utf-8") as voice:
            voice.write("fr|Envoyé\n")

    timer = threading.Timer(0.1, speak)
    timer.start()
    assert heard.expect_any("Refusé", "Envoyé") == "Envoyé"
    timer.join()


def test_presentation_forms_and_composed_letters_are_one() -> None:
    assert normal("e\u0301te\u0301\u00a0…") == "été ..."


def test_what_a_program_started_ends_with_it(tmp_path: Path) -> None:
    # Even in a group of its own, as a bus starts its services.
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)"
    detached = (
        f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}], start_new_session=True)"
    )
    (tmp_path / "logs").mkdir()
    programs = Programs(tmp_path / "logs", {"MARK": str(tmp_path)}, "MARK")
    programs.start(sys.executable, "-c", detached).wait(30)
    assert programs.running()
    programs.end()
    assert programs.running() == []
