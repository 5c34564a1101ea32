"""The app's own voice in one window: what it says, and what the window shows of it.

Nothing that is said is logged. The speaker is the house's: a window that speaks takes it from the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import copy_context

import flet as ft

from app.shell.reader import Reader
from i18n import language_of
from i18n.spoken import utterances
from screens.aloud import Passage, passages
from screens.state import Engine, Sentence, Speech, Ui
from screens.tree import shown_view
from services.errors import NoVoiceError
from services.models.comfort import Voice
from services.models.speech import (
    SpeakerReady,
    SpeechEvent,
    SpeechFailed,
    SpeechFinished,
    SpeechInterrupted,
    Utterance,
    UtteranceSkipped,
    UtteranceStarted,
    WordSaid,
)
from services.speech import Speaker, SpeakerState

_NONE = 0
"""The number of no speech."""


class WindowVoice:
    def __init__(self, page: ft.Page, ui: Ui, speaker: Speaker) -> None:
        self._page = page
        self._ui = ui
        self._speaker = speaker
        self.speech, self.engine = Speech(), Engine()
        self._reader = Reader(self._shown, self._say)
        self._number = _NONE
        self._said: tuple[Utterance, ...] = ()
        self._passages: list[int] = []
        """The place of each utterance's passage."""
        self._leave: Callable[[], None] = lambda: None
        self.interrupted = False
        """True if what the person did last made the voice stop. A key that stops it does nothing else."""

    def join(self) -> None:
        """Hear the speaker, from the loop and the context of the window."""
        loop, context = asyncio.get_running_loop(), copy_context()

        def hear(event: SpeechEvent) -> None:
            with suppress(RuntimeError):  # the loop has ended, and with it every window
                loop.call_soon_threadsafe(self._hear, event, context=context)

        self._leave = self._speaker.subscribe(hear)

    def leave(self) -> None:
        """Stop for good as the window closes; twice is no trouble."""
        self._reader.rest()
        self.stop()
        leave, self._leave = self._leave, _left
        leave()

    # What screens ask

    def listen(self) -> None:
        self.say(self._shown())

    def say(self, passages: Sequence[Passage]) -> None:
        self._reader.asked(passages)
        self._say(passages)

    def warn(self, words: str) -> None:
        """Say words at once: screen readers miss the foot of a window."""
        comfort = self._ui.comfort
        if comfort.speaks and comfort.voice is Voice.READING:
            self.say([Passage(words)])

    def stop(self) -> None:
        self._reader.quiet()
        if self.speech.going:
            self._end()
            self._speaker.stop()

    def repeat(self) -> None:
        self._reader.asked(())
        self._start(self._said)

    def tell_again(self) -> None:
        self._reader.tell_again()

    # What the window tells

    def acted(self) -> None:
        """Stop for an act of the person (EN 301 549, 5.1.3.4)."""
        self.interrupted = self.speech.going
        self.stop()

    def rendered(self) -> None:
        """Something on the screen may have changed."""
        self._reader.look_soon()

    def went(self) -> None:
        """Stop as another screen opens; repeat nothing of the former."""
        self.stop()
        self._reader.went()
        self._said = ()
        self.speech.can_repeat, self.speech.problem = False, None

    def forget(self) -> None:
        """Forget all that was said: the profile is another one, or none."""
        self.went()
        self._passages = []

    def dressed(self) -> None:
        """Take over another comfort or language."""
        comfort = self._ui.comfort
        self._reader.read(comfort.speaks and comfort.voice is Voice.READING)
        if comfort.speaks:
            # So that the first word is not waited for, and that it is known whether there will be one.
            self._speaker.prepare()
            self._know()
        else:
            self.went()

    def _shown(self) -> list[Passage]:
        view = shown_view(self._page)
        return passages(view) if view else []

    def _say(self, passages: Sequence[Passage]) -> None:
        language = self._ui.language
        said: list[Utterance] = []
        self._passages = []
        for place, passage in enumerate(passages):
            spoken = utterances(passage.text, language_of(passage.text, language))
            # A mark without letters, as the point of a list, is not heard.
            heard = [utterance for utterance in spoken if utterance.pieces]
            said += heard
            self._passages += [place] * len(heard)
        self._start(tuple(said))

    def _start(self, said: tuple[Utterance, ...]) -> None:
        comfort = self._ui.comfort
        if not comfort.speaks or not said:
            return
        self._speaker.set_rate(comfort.rate)
        self._speaker.set_voice(comfort.voice_name)
        self._said = said
        self._number = self._speaker.say(said)
        self.speech.going, self.speech.can_repeat = True, True
        self.speech.sentence, self.speech.problem = None, None

    # What the speaker tells

    def _hear(self, event: SpeechEvent) -> None:
        if isinstance(event, SpeakerReady):
            self._know()
        elif event.speech == self._number:
            self._hear_own(event)

    def _hear_own(self, event: SpeechEvent) -> None:
        match event:
            case UtteranceStarted(_, index):
                self.speech.sentence = Sentence(self._said[index].shown)
                self._reader.reached(self._passages[index])
            case WordSaid(_, index, start, end):
                self.speech.sentence = Sentence(self._said[index].shown, start, end)
            case UtteranceSkipped(_, _, problem):
                self.speech.problem = problem
            case SpeechFinished():
                self._end()
                self._reader.finished()
            case SpeechInterrupted():
                # Another window speaks now.
                self._end()
                self._reader.quiet()
            case SpeechFailed(_, problem):
                self._end()
                self._reader.quiet()
                self.speech.problem = problem
                self._know()

    def _end(self) -> None:
        self._number = _NONE
        self.speech.going, self.speech.sentence = False, None

    def _know(self) -> None:
        """Take over what the engine has told of itself."""
        language = self._ui.language
        known = self._speaker.state not in (SpeakerState.ASLEEP, SpeakerState.STARTING)
        voices, problem = self._speaker.voices(language), self._speaker.problem
        if known and problem is None and not voices:
            problem = NoVoiceError(language)
        if (voices, problem) != (self.engine.voices, self.engine.problem):
            self.engine.voices, self.engine.problem = voices, problem


def _left() -> None:
    """There is nothing more to leave."""
