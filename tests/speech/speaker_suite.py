"""What every speaker keeps to, whatever it speaks with. Subclasses give `speaker`; its voices are ar, fr, en."""

from __future__ import annotations

import pytest

from services.errors import NoVoiceError
from services.models.speech import (
    Piece,
    SpeakerReady,
    SpeechFailed,
    SpeechFinished,
    SpeechInterrupted,
    Utterance,
    UtteranceSkipped,
    UtteranceStarted,
    WordSaid,
)
from services.speech import Speaker, SpeakerState
from tests.speech.listening import Ear, plain

LONG = plain("Votre demande est enregistrée sur cet appareil. " * 40)


class SpeakerSuite:
    def go_on(self, speaker: Speaker) -> None:
        """Let time pass, where the speaker's time is the test's."""

    def run_out(self, speaker: Speaker) -> None:
        """Let what is being said come to its end."""

    @pytest.fixture
    def ear(self, speaker: Speaker) -> Ear:
        return Ear(speaker)

    def test_nothing_runs_before_it_is_asked_for(self, speaker: Speaker) -> None:
        assert speaker.state is SpeakerState.ASLEEP
        assert speaker.problem is None
        assert speaker.voices("fr") == []
        assert speaker.repeat() is None

    def test_prepared_it_knows_its_voices(self, speaker: Speaker, ear: Ear) -> None:
        speaker.prepare()
        assert ear.wait(SpeakerReady).problem is None
        assert speaker.state is SpeakerState.IDLE
        for language in ("ar", "fr", "en"):
            assert {voice.language for voice in speaker.voices(language)} == {language}
        assert speaker.voices("ja") == []

    def test_says_utterances_in_order_to_the_end(self, speaker: Speaker, ear: Ear) -> None:
        number = speaker.say([plain("Bonjour Amina"), plain("مرحبا أمينة", "ar"), plain("Hello", "en")])
        self.run_out(speaker)
        assert isinstance(ear.wait_end(number), SpeechFinished)
        events = ear.of(number)
        assert [event.utterance for event in events if isinstance(event, UtteranceStarted)] == [0, 1, 2]
        words = [event for event in events if isinstance(event, WordSaid)]
        assert [(word.utterance, word.start, word.end) for word in words] == [
            *((0, 0, 7), (0, 8, 13)),
            *((1, 0, 5), (1, 6, 11)),
            (2, 0, 5),
        ]
        assert speaker.state is SpeakerState.IDLE

    def test_words_are_marked_in_what_is_shown(self, speaker: Speaker, ear: Ear) -> None:
        shown = "La CNAS a reçu Q234-5678."
        pieces = (
            Piece("La", 0, 2),
            Piece("Caisse nationale des assurances sociales", 3, 7),
            Piece("a reçu", 8, 14),
            Piece("Q, 2 3 4, 5 6 7 8", 15, 24),
            Piece(".", 24, 25),
        )
        number = speaker.say([Utterance(shown, pieces, "fr")])
        self.run_out(speaker)
        ear.wait_end(number)
        marked = [shown[e.start : e.end] for e in ear.of(number) if isinstance(e, WordSaid)]
        assert [word for word in marked if word != "."] == ["La", "CNAS", "a", "reçu", "Q234-5678"]

    def test_stop_interrupts(self, speaker: Speaker, ear: Ear) -> None:
        number = speaker.say([LONG])
        self.go_on(speaker)
        ear.wait(WordSaid)
        speaker.stop()
        assert isinstance(ear.wait_end(number), SpeechInterrupted)
        assert speaker.state is SpeakerState.IDLE

    def test_nothing_of_a_speech_comes_after_its_end(self, speaker: Speaker, ear: Ear) -> None:
        first = speaker.say([LONG])
        self.go_on(speaker)
        ear.wait(WordSaid)
        second = speaker.say([plain("Bonjour")])
        self.run_out(speaker)
        assert isinstance(ear.wait_end(second), SpeechFinished)
        assert isinstance(ear.of(first)[-1], SpeechInterrupted)
        assert ear.events.index(ear.of(first)[-1]) < ear.events.index(ear.of(second)[0])

    def test_stop_with_nothing_said_is_nothing(self, speaker: Speaker, ear: Ear) -> None:
        speaker.prepare()
        ear.wait(SpeakerReady)
        speaker.stop()
        speaker.stop()
        number = speaker.say([plain("Bonjour")])
        self.run_out(speaker)
        assert isinstance(ear.wait_end(number), SpeechFinished)
        assert not [event for event in ear.events if isinstance(event, SpeechInterrupted)]

    def test_repeats_the_last_from_the_beginning(self, speaker: Speaker, ear: Ear) -> None:
        first = speaker.say([LONG])
        self.go_on(speaker)
        ear.wait(WordSaid)
        speaker.stop()
        ear.wait_end(first)
        again = speaker.repeat()
        assert again is not None
        self.go_on(speaker)
        assert ear.wait(WordSaid, lambda event: event.speech == again).start == 0
        speaker.stop()
        assert isinstance(ear.wait_end(again), SpeechInterrupted)

    def test_what_is_forgotten_is_quiet_and_not_repeated(self, speaker: Speaker, ear: Ear) -> None:
        number = speaker.say([LONG])
        self.go_on(speaker)
        ear.wait(WordSaid)
        speaker.forget()
        assert isinstance(ear.wait_end(number), SpeechInterrupted)
        assert speaker.repeat() is None

    def test_of_many_at_once_only_the_last_comes_to_its_end(self, speaker: Speaker, ear: Ear) -> None:
        numbers = [speaker.say([LONG]) for _ in range(30)]
        last = speaker.say([plain("Bonjour")])
        self.run_out(speaker)
        assert isinstance(ear.wait_end(last), SpeechFinished)
        assert all(isinstance(ear.wait_end(number), SpeechInterrupted) for number in numbers)

    def test_a_language_without_a_voice_is_skipped_and_told(self, speaker: Speaker, ear: Ear) -> None:
        number = speaker.say([plain("Bonjour"), plain("こんにちは", "ja"), plain("Hello", "en")])
        self.run_out(speaker)
        assert isinstance(ear.wait_end(number), SpeechFinished)
        assert UtteranceSkipped(number, 1, NoVoiceError("ja")) in ear.events
        started = [event.utterance for event in ear.of(number) if isinstance(event, UtteranceStarted)]
        assert started == [0, 2]

    def test_nothing_that_could_be_said_is_a_failure(self, speaker: Speaker, ear: Ear) -> None:
        number = speaker.say([plain("こんにちは", "ja")])
        self.run_out(speaker)
        assert ear.wait_end(number) == SpeechFailed(number, NoVoiceError("ja"))
        assert speaker.problem == NoVoiceError("ja")
        assert speaker.state is SpeakerState.SILENT
        well = speaker.say([plain("Bonjour")])
        self.run_out(speaker)
        assert isinstance(ear.wait_end(well), SpeechFinished)
        assert speaker.problem is None

    def test_saying_nothing_ends_at_once(self, speaker: Speaker, ear: Ear) -> None:
        for utterances in ([], [Utterance("", (), "fr")]):
            number = speaker.say(utterances)
            self.run_out(speaker)
            assert isinstance(ear.wait_end(number), SpeechFinished)

    def test_who_leaves_hears_no_more(self, speaker: Speaker, ear: Ear) -> None:
        other = Ear(speaker)
        ear.leave()
        number = speaker.say([plain("Bonjour")])
        self.run_out(speaker)
        other.wait_end(number)
        assert ear.events == []

    def test_closing_interrupts(self, speaker: Speaker, ear: Ear) -> None:
        number = speaker.say([LONG])
        self.go_on(speaker)
        ear.wait(WordSaid)
        speaker.close()
        assert isinstance(ear.wait_end(number), SpeechInterrupted)
