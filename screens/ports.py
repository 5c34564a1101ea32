"""What the screens ask of the app: one protocol a noun. `app.session` and `app.shell` implement them.

Every coroutine may raise a `QaribError`; the screens' guard turns it into words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Protocol, TypeVar

from i18n import Words
from screens.aloud import Passage
from screens.given import (
    AwaitedCode,
    Inbox,
    Listed,
    OpenDraft,
    OpenRequest,
    OpenUnsent,
    Overview,
    Part,
    PickedFile,
    RequestRow,
    ReviewRow,
    TakenAlong,
    ThreadMessage,
)
from screens.profile_ports import Profiles
from services.models.appeal import LetterPart
from services.models.catalogue import Catalogue, Commune, Group, Question, Service, Wilaya
from services.models.comfort import Comfort
from services.models.document import Document
from services.models.form import FieldProblem, RunningLimit
from services.models.outbox import Sending
from services.models.own import HasId, Kept, Newest, Stamp
from services.models.page import Page
from services.models.request import RawInput
from services.models.step import Step
from services.models.topic import Topic

T = TypeVar("T", bound=HasId)


class Preferences(Protocol):
    async def choose_language(self, language: str) -> None: ...
    async def change_comfort(self, comfort: Comfort) -> None:
        """Show it at once; keep it for the profile, else the device."""


class SignIn(Protocol):
    async def ask_code(self, number: str) -> AwaitedCode: ...
    async def code_state(self) -> str:
        """Return the message's state: `waiting`, `sent` or `failed`."""

    async def enter_code(self, code: str) -> None: ...
    async def sign_out(self) -> None: ...
    def number_problem(self, number: str) -> FieldProblem | None: ...


class Services(Protocol):
    async def load(self) -> Catalogue | None:
        """Return the catalogue, fetched if none is kept, or None."""

    async def search(self, query: str, language: str) -> list[Service]: ...
    def topics(self, query: str) -> list[Topic]:
        """Return what a query asks for that no service is for."""

    def find_places(self, query: str, places: Sequence[Wilaya | Commune]) -> list[Wilaya | Commune]:
        """Return the places whose name matches the letters, blind to accents."""


class Drafts(Protocol):
    async def start(self, service_id: str) -> str: ...
    async def open(self, draft_id: str) -> OpenDraft | None: ...
    async def discard(self, draft_id: str) -> None: ...
    def write(self, opened: OpenDraft, question_id: str, value: RawInput) -> None:
        """Keep what was typed, on disk within 300 ms; never block."""

    def looked_at(self, opened: OpenDraft, questions: Set[str]) -> None:
        """Note that the person has gone on from these questions.

        What changed in them need not be pointed out again.
        """

    def stand_at(self, opened: OpenDraft, step_id: str) -> None: ...
    def steps(self, opened: OpenDraft, *, one_each: bool) -> list[Step]:
        """Return the screens of the form as it is answered now.

        `one_each` for one question a screen.
        """

    def place_of(self, opened: OpenDraft, at: str | None, among: Sequence[Step]) -> int:
        """Find a place among the steps, kept in this mode or another."""

    def is_done(self, opened: OpenDraft, question: Question) -> bool: ...
    def review(self, opened: OpenDraft, words: Words) -> list[tuple[Group, list[ReviewRow]]]:
        """Return every question that shows, with its answer in words."""

    def doubtful(self, opened: OpenDraft) -> list[tuple[str, Document]]:
        """Return the photographs that lack something, with their question's id.

        But for those that were kept as they are.
        """

    def check(self, opened: OpenDraft, question: Question) -> FieldProblem | None: ...
    def check_all(self, opened: OpenDraft) -> list[FieldProblem]: ...
    def time_limits(self, opened: OpenDraft) -> list[RunningLimit]:
        """Return the time limits that run from dates answered so far."""

    async def send(self, opened: OpenDraft) -> None: ...
    async def add_document(
        self, opened: OpenDraft, question_id: str, file: PickedFile, progress: Callable[[float], None]
    ) -> None:
        """Read, check, encrypt and attach a file. Raises `DocumentError`.

        Cancelled, it leaves nothing.
        """

    async def attach_kept(self, opened: OpenDraft, question_id: str, document_id: str) -> None:
        """Attach a document that is on the device already."""

    async def remove_document(self, opened: OpenDraft, question_id: str, document_id: str) -> None: ...
    async def keep_as_is(self, opened: OpenDraft, document_id: str) -> None:
        """Keep a photograph whatever it lacks; nothing more is said of it."""


class Requests(Protocol):
    async def listed(self, part: Part | None, most: int) -> Listed:
        """Return `most` rows of a part at most.

        Without a part, of the one where something waits, or of the first that has any.

        Each draft of these is opened to tell how far it is filled in.
        """

    async def found(self, query: str, language: str, most: int) -> Listed:
        """Return the rows whose reference or service has these words."""

    async def overview(self) -> Overview: ...

    async def latest_draft(self, service_id: str) -> RequestRow | None:
        """Return the latest draft, without how far it is filled in."""

    async def open(self, request_id: str) -> OpenRequest | None: ...
    async def hold(self, request_id: str) -> None: ...
    async def resume(self, request_id: str) -> None: ...
    async def reopen(self, request_id: str) -> str: ...
    async def sent(self, request_id: str) -> OpenDraft | None:
        """Return what the person sent from this device, as they wrote it.

        Its form is today's where that of then is no longer kept.
        """

    async def use_again(self, request_id: str) -> str:
        """Make a draft of the answers of a request; its id."""

    async def receipt_pdf(self, request_id: str) -> bytes | None: ...
    async def saves_data(self) -> bool:
        """True if large papers wait until the person says so."""

    async def save_data(self, saves: bool) -> None: ...


class Cases(Protocol):
    def watch(self, case_id: str) -> None:
        """Its screen is open: ask the agency often. Never blocks."""

    def unwatch(self, case_id: str) -> None: ...
    async def refresh(self, case_id: str | None = None) -> None: ...
    async def inbox(self, most: int) -> Inbox:
        """Return at most this number of conversations."""

    async def messages(self, case_id: str) -> list[ThreadMessage]: ...
    async def write(self, case_id: str, text: str) -> str:
        """Keep a message, to be sent; its id."""

    async def send_now(self, sending: Sending) -> None:
        """Let a message or a reply go that was held."""

    async def reopen_message(self, message_id: str) -> str:
        """Put a refused message before what is being written; return all."""

    async def reopen_reply(self, reply_id: str) -> None:
        """Write a refused reply again, with its papers."""

    async def note_refusal(self, reply_id: str) -> None:
        """Note that the person saw a refusal: home calls no more."""

    async def read_decision(self, case_id: str) -> None:
        """Note that the person has read the decision."""

    async def unsent_message(self, case_id: str) -> OpenUnsent:
        """Return what was being written when the person left, maybe nothing."""

    async def unsent_reply(self, ask_id: str) -> OpenUnsent: ...
    def keep_message(self, case_id: str, text: str) -> None:
        """Keep what was typed, until sent, within 300 ms; never block."""

    def keep_reply(self, ask_id: str, note: str, documents: Sequence[Document]) -> None: ...
    async def unsent_letter(self, case_id: str, appeal: str) -> Mapping[LetterPart, str]:
        """Return the parts of a letter of appeal that the person wrote."""

    def keep_letter(self, case_id: str, appeal: str, part: LetterPart, text: str) -> None:
        """Keep a part of a letter as it is typed; never block.

        An empty one is drafted again.
        """

    async def keep_paper(self, file: PickedFile, progress: Callable[[float], None]) -> Document: ...
    async def keep_as_is(self, document_id: str) -> Document:
        """Keep a photograph whatever it lacks. The document without its report."""

    async def drop_paper(self, document_id: str) -> None:
        """Delete it, unless something kept names it."""

    async def reply(self, case_id: str, ask_id: str, documents: list[Document], note: str) -> None: ...
    async def paper(self, case_id: str, paper_id: str) -> bytes: ...


class Own(Protocol):
    """What a person makes whole and sends, as a concern. The shape of the contract says which kind is meant."""

    async def newest(self, shape: type[T], most: int) -> Newest[T]: ...
    async def get(self, shape: type[T], record_id: str) -> Kept[T] | None: ...
    def stamp(self) -> Stamp:
        """Return what a record that is made now says of itself."""

    async def send(self, value: HasId) -> None:
        """Keep it, to be sent."""

    async def reopen(self, shape: type[T], record_id: str, text: str) -> None:
        """Make a refused record one that is being written, with this text."""

    async def unsent(self, shape: type[T]) -> str:
        """Return what was being written when the person left, or nothing."""

    def keep(self, shape: type[T], text: str) -> None:
        """Keep what was typed, within 300 ms, until it is sent."""

    async def refresh(self) -> None: ...


class Files(Protocol):
    """The files of the device, outside the app."""

    async def pick(self) -> list[PickedFile]: ...
    async def pick_archive(self) -> PickedFile | None: ...
    async def save(self, name: str, data: bytes) -> bool: ...
    async def save_page(self, page: Page) -> bool:
        """Save a text as a file that prints."""

    @property
    def camera(self) -> bool:
        """True if this device can take a photograph from within the app."""


class Archives(Protocol):
    """All data of the open profile in one encrypted file."""

    async def take_along(self, passphrase: str) -> TakenAlong | None:
        """Write an archive where the person says; None if they cancel.

        The passphrase has `LEAST_PASSPHRASE` signs.
        """

    async def bring_in(self, file: PickedFile, passphrase: str) -> TakenAlong:
        """Bring in an archive; keep what is here. Raises `ArchiveError`."""

    async def send_held(self) -> None:
        """Send what came unsent with an archive."""


class Voices(Protocol):
    """The app's own voice. Nothing here blocks, and what goes wrong is in `Speech.problem`."""

    def listen(self) -> None:
        """Say the screen that shows, from its title on."""

    def say(self, passages: Sequence[Passage]) -> None:
        """Say these, instead of what is being said."""

    def stop(self) -> None: ...
    def repeat(self) -> None:
        """Say again what was said last, from its beginning."""

    def tell_again(self) -> None:
        """Say the same error again, where screens are read by themselves."""


@dataclass(frozen=True, slots=True)
class Actions:
    """Everything a screen can ask for."""

    preferences: Preferences
    profiles: Profiles
    sign_in: SignIn
    services: Services
    drafts: Drafts
    requests: Requests
    cases: Cases
    own: Own
    files: Files
    archives: Archives
    voice: Voices
    go: Callable[[str], None]
    """Go to a route of `screens.routes`."""
    report: Callable[[BaseException], None]
    """An error that no screen expects: logged without its text, and the calm page opens."""
