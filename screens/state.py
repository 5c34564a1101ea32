"""What the screens show, as data. Actions in `app` change it; screens only read it.

Small observables rather than one: a component re-renders only when what it shows changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import flet as ft

from i18n import Words
from screens.given import Overview, Part
from screens.room import Room
from services.errors import QaribError, SpeechError
from services.models.comfort import Comfort
from services.models.locking import LockSettings
from services.models.outbox import Sending
from services.models.person import Person, Profile
from services.models.speech import EngineVoice


@dataclass(frozen=True, slots=True)
class SystemNeeds:
    """What the person told their device that they need (EN 301 549, 11.7)."""

    high_contrast: bool = False
    """High contrast or forced colours."""
    still: bool = False
    """Reduced motion."""


@ft.observable
@dataclass
class Ui:
    """How the app is shown to this person on this device, and where they are."""

    language: str = "ar"
    chosen: bool = False
    """True if a language was ever chosen on this device; until then the welcome page opens."""
    came_from: str = ""
    """The route from which the language was last to be changed: the way goes back there."""
    helped_from: str = ""
    """The route from which the keys were asked for: the way goes back there."""
    profile: Profile | None = None
    lock_settings: LockSettings = field(default_factory=LockSettings)
    """The settings of the open profile's lock."""
    repaired: bool = False
    """True if what the open profile keeps was found damaged, and repaired, as it was opened."""
    person: Person | None = None
    signed_in: bool = False
    online: bool = True
    comfort: Comfort = field(default_factory=Comfort)
    comfort_asked: bool = False
    """True if comfort was ever chosen on this device; until then it is asked after the language."""
    system: SystemNeeds = field(default_factory=SystemNeeds)
    room: Room = Room.PHONE
    part: Part | None = None
    """The part of "my requests" that shows next; None for the first that has something."""

    @property
    def still(self) -> bool:
        """True if nothing may move (WCAG 2.3.3)."""
        return self.comfort.reduced_motion or self.system.still

    @property
    def words(self) -> Words:
        return Words(self.language, self.person.gender if self.person else None)


@ft.observable
@dataclass
class ChangeCounters:
    """One counter a noun. An action that changed something counts up; screens that show it load again."""

    profiles: int = 0
    catalogue: int = 0
    drafts: int = 0
    requests: int = 0
    cases: int = 0
    own: int = 0
    """What a person makes whole and sends, of any kind."""
    documents: int = 0


@ft.observable
@dataclass
class Overviewed:
    """The overview of all requests, one a window: home and the counts of the places come from the same."""

    overview: Overview | None = None
    of: tuple[str | int, ...] = ()
    """Of which profile, and after which changes."""

    def forget(self) -> None:
        self.overview, self.of = None, ()


@ft.observable
@dataclass
class Elsewhere:
    """What another window of the app does to a draft. Of its own typing a window need not be told."""

    turns: int = 0


@ft.observable
@dataclass
class Sendings:
    """The state of each record that is on its way; by record id."""

    by_id: dict[str, Sending] = field(default_factory=dict)


@ft.observable
@dataclass
class News:
    """The last thing worth saying, shown as a notice and read by a screen reader."""

    problem: QaribError | None = None
    text: str = ""
    at: str = ""
    """The route whose screen shows `text`; empty for whichever is open."""
    cancel: Callable[[], object] | None = None
    """While something that the person asked for takes long: gives it up."""

    def say(self, text: str, at: str = "") -> None:
        """Say news; with `at`, not on the screen that is left."""
        self.at = at
        self.text = text


@ft.observable
@dataclass
class Locking:
    """The state of the automatic lock."""

    soon: bool = False
    """True if the profile will be locked within a minute unless the person does something."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is being said, as it is shown; the word is `shown[start:end]`, none where both are 0."""

    shown: str
    start: int = 0
    end: int = 0


@ft.observable
@dataclass
class SpeechState:
    """What the app's own voice does. It changes with every word: only the bar of the voice shows all of it."""

    going: bool = False
    sentence: Sentence | None = None
    can_repeat: bool = False
    problem: SpeechError | None = None
    """Why what was to be said was not heard, or not all of it."""


@ft.observable
@dataclass
class EngineState:
    """What can speak on this device. Empty until it was asked for."""

    problem: SpeechError | None = None
    """Why nothing can be heard in the language that is shown."""
    voices: list[EngineVoice] = field(default_factory=list)
    """Those of the language that is shown, the best first."""
