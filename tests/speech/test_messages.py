"""Whatever is said arrives as it was sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import EngineFailedError, NoAudioDeviceError, NoEngineError, NoVoiceError
from services.models.speech import EngineVoice
from services.speech import messages

numbers = st.integers(0, 2**40)
texts = st.text(st.characters(exclude_categories=()), max_size=30)
problems = st.one_of(
    st.builds(NoEngineError),
    st.builds(NoAudioDeviceError),
    st.builds(NoVoiceError, texts),
    st.builds(EngineFailedError),
)
voices = st.builds(EngineVoice, texts, texts, texts, texts, st.booleans())
passages = st.builds(messages.SpokenText, texts, texts)
anything = st.one_of(
    st.builds(messages.Say, numbers, st.lists(passages, max_size=3).map(tuple), texts, numbers),
    st.builds(messages.Stop),
    st.builds(messages.Ready, st.lists(voices, max_size=3).map(tuple), st.none() | problems),
    st.builds(messages.Begun, numbers),
    st.builds(messages.Uttering, numbers, numbers),
    st.builds(messages.WordAt, numbers, numbers, numbers),
    st.builds(messages.Unvoiced, numbers, numbers),
    st.builds(messages.Alive),
    st.builds(messages.Quiet),
    st.builds(messages.Said, numbers),
    st.builds(messages.Broken, numbers, problems),
)


@given(anything)
def test_round_trip_in_one_line(message: messages.Command | messages.Report) -> None:
    line = messages.write(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert messages.read(line) == message


@pytest.mark.parametrize(
    "line", [b"ALSA lib: no\n", b"[]\n", b'["Nothing", {}]\n', b'["Stop", {"x": 1}]\n', b"7\n"]
)
def test_what_a_library_prints_is_no_message(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - JSON's own error is one
        messages.read(line)
