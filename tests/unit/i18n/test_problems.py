import re
from pathlib import Path

import pytest

from i18n import Words
from i18n.field_problems import FIELD_PROBLEMS, describe_field
from i18n.problem_words import PROBLEMS
from i18n.problems import ProblemText, describe, name_of
from services import errors
from services.errors import (
    ArchiveError,
    AuthenticationError,
    ConnectivityError,
    DamagedRecordError,
    DocumentError,
    EngineFailedError,
    FileError,
    KeystoreError,
    MistypedCodeError,
    NoAudioDeviceError,
    NoEngineError,
    NotReopenableError,
    NoVoiceError,
    ProfileInUseError,
    ProtocolError,
    QaribError,
    RefusedError,
    ServerError,
    StorageFullError,
    StoreTooNewError,
    TooManyTriesError,
    UnreadableNowError,
    VaultError,
    WrongRecoveryCodeError,
    WrongSecretError,
)
from services.models.contract import ProblemType
from services.models.form import FieldProblem

ROOT = Path(__file__).parents[3]
DOCUMENT_REASONS = [
    "empty",
    "too_large",
    "wrong_type",
    "damaged",
    "protected",
    "too_many_pages",
    "too_many_pixels",
    "gone",
    "unreadable",
]
FILE_REASONS = ["no_dialog", "not_allowed", "no_room", "not_written"]
ARCHIVE_REASONS = ["not_an_archive", "wrong_passphrase", "damaged", "too_new", "too_large"]
ERRORS: list[QaribError] = [
    ConnectivityError(),
    ConnectivityError("timeout"),
    ServerError(500),
    ProtocolError(200, "text/html"),
    AuthenticationError(),
    AuthenticationError("signed-out"),
    StorageFullError(),
    DamagedRecordError("draft", "1"),
    WrongSecretError(),
    TooManyTriesError(60),
    WrongRecoveryCodeError(),
    *(MistypedCodeError(reason) for reason in ("sign", "length", "check")),
    KeystoreError(),
    UnreadableNowError(),
    VaultError(),
    NotReopenableError(),
    ProfileInUseError(),
    StoreTooNewError(9),
    NoEngineError(),
    NoAudioDeviceError(),
    NoVoiceError("fr"),
    EngineFailedError(),
    *(RefusedError(name, 400) for name in ProblemType),
    *(ArchiveError(reason) for reason in ARCHIVE_REASONS),
    *(DocumentError(reason) for reason in DOCUMENT_REASONS),
    *(FileError(reason) for reason in FILE_REASONS),
]
UNEXPECTED = describe("unexpected", Words("en"))


def sentences(problem: ProblemText) -> list[str]:
    return [problem.title, problem.text, problem.next_step]


@pytest.mark.parametrize("error", ERRORS, ids=name_of)
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_error_has_its_own_words(error: QaribError, language: str) -> None:
    english, translated = describe(error, Words("en")), describe(error, Words(language))
    assert english != UNEXPECTED
    assert all(sentences(translated))
    assert all(a != b for a, b in zip(sentences(english), sentences(translated), strict=True))


def test_every_kind_of_error_that_the_services_know_is_in_this_test() -> None:
    # A wrong setting is reported in the terminal, before there is a screen.
    unseen = (
        QaribError,
        errors.MinistryError,
        errors.SpeechError,
        errors.ConfigurationError,
    )
    kinds = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, QaribError) and kind not in unseen
    }
    assert kinds == {type(error) for error in ERRORS}


def test_every_problem_of_the_contract_has_words() -> None:
    contract = (ROOT / "contract" / "openapi.yaml").read_text("utf-8")
    names = set(re.findall(r"urn:qarib:problem:([a-z-]+)", contract)) | set(ProblemType)
    assert names - PROBLEMS.keys() == set()


def test_every_field_code_of_the_forms_has_words() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "services" / "forms").glob("*.py"))
    raised = set(re.findall(r'(?:InputError\(|question\.id, )"([a-z_]+)"', source))
    assert "account_key" in raised
    assert raised - FIELD_PROBLEMS.keys() == set()


@pytest.mark.parametrize("code", FIELD_PROBLEMS)
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_field_problem_says_how_to_put_it_right(code: str, language: str) -> None:
    said = describe_field(FieldProblem("q", code), Words(language))
    assert said != describe_field(FieldProblem("q", code), Words("en"))
    assert "{" not in said


def test_an_unknown_name_is_told_as_a_fault_of_the_application() -> None:
    assert describe("some-newer-problem", Words("en")) == UNEXPECTED
    assert describe_field(FieldProblem("q", "newer"), Words("en")).startswith(
        "This answer cannot be accepted"
    )


def test_the_time_to_wait_is_said_in_minutes() -> None:
    error = ServerError(429, retry_after=61, type="rate-limited")
    assert describe(error, Words("fr")).next_step == "Attendez 2 minutes, puis réessayez."
    assert describe(error, Words("ar")).next_step == "يرجى الانتظار دقيقتين ثم إعادة المحاولة."
    unknown = ServerError(429, type="rate-limited")
    assert describe(unknown, Words("fr")).next_step == "Attendez quelques minutes, puis réessayez."


def test_the_limit_of_a_file_is_said() -> None:
    said = describe(DocumentError("too_large", 20 * 1024**2), Words("fr")).text
    assert said == "Il dépasse 20\u202fMo, le maximum accepté."


def test_the_forms_own_message_goes_first() -> None:
    rule = FieldProblem("q", "max", {"ar": "على الأكثر 30", "fr": "30 au plus"}, {"value": 30})
    assert describe_field(rule, Words("ar")) == "على الأكثر 30"


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (
            FieldProblem("q", "nss_length", params={"digits": 11, "expected": 12}),
            "Vous avez écrit 11 chiffres. "
            "Le numéro de sécurité sociale a 12 chiffres, par exemple 123456789012.",
        ),
        (
            FieldProblem("q", "date_incomplete", params={"missing": ["month"]}),
            "Il manque le mois, par exemple 11.",
        ),
        (
            FieldProblem("q", "date_incomplete", params={"missing": ["day", "year"]}),
            "Remplissez les trois cases, par exemple jour 21, mois 11, année 1985.",
        ),
        (
            FieldProblem("q", "required", params={"part": "commune"}),
            "Choisissez la commune, par exemple Bab El Oued.",
        ),
        (
            FieldProblem("q", "too_many_papers", params={"max": 1}),
            "Il y a ici la place pour 1 fichier. Trop de fichiers. "
            "Retirez-en, par exemple ceux qui montrent la même page.",
        ),
    ],
)
def test_what_is_wrong_is_counted_and_named(problem: FieldProblem, said: str) -> None:
    assert describe_field(problem, Words("fr")) == said


def test_numbers_in_arabic_advice_keep_their_order() -> None:
    assert "\u20660550\u00a012\u00a034\u00a056\u2069" in describe_field(
        FieldProblem("q", "bad_phone"), Words("ar")
    )
