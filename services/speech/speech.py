"""One speech: the utterances of one `say`, and what the worker's reports about them mean to who listens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.errors import NoVoiceError
from services.models.speech import (
    SpeechEvent,
    SpeechFailed,
    SpeechFinished,
    Utterance,
    UtteranceSkipped,
    UtteranceStarted,
    WordSaid,
)
from services.speech.messages import Begun, Broken, Report, Said, Say, SpokenText, Unvoiced, Uttering, WordAt
from services.speech.wording import Wording


class Speech:
    """`begun`: the engine turned to it. `retried`: an engine died before it began, and another was started."""

    def __init__(self, number: int, utterances: Sequence[Utterance], voice: str, rate: int) -> None:
        self.number = number
        self.begun = False
        self.retried = False
        self._utterances = utterances
        self._wordings = [Wording(utterance) for utterance in utterances]
        self._voice = voice
        self._rate = rate
        self._word: WordSaid | None = None

    def command(self) -> Say:
        passages = tuple(
            SpokenText(wording.said, utterance.language)
            for wording, utterance in zip(self._wordings, self._utterances, strict=True)
        )
        return Say(self.number, passages, self._voice, self._rate)

    def events(self, report: Report) -> Iterator[SpeechEvent]:
        """Yield the events of a report; none for another speech's."""
        match report:
            case Begun(self.number):
                self.begun = True
            case Uttering(self.number, index):
                yield UtteranceStarted(self.number, index)
            case WordAt(self.number, index, position):
                yield from self._word_event(index, position)
            case Unvoiced(self.number, index):
                problem = NoVoiceError(self._utterances[index].language)
                yield UtteranceSkipped(self.number, index, problem)
            case Said(self.number):
                yield SpeechFinished(self.number)
            case Broken(self.number, failure):
                yield SpeechFailed(self.number, failure)

    def _word_event(self, index: int, position: int) -> Iterator[WordSaid]:
        place = self._wordings[index].shown_word(position)
        if place is None:
            return
        word = WordSaid(self.number, index, *place)
        # An engine takes "l’école" for two words, and a grouped number for many: what is shown is one.
        if word != self._word:
            self._word = word
            yield word
