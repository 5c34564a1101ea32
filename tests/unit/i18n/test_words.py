import gettext
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from i18n import LANGUAGES, Words
from i18n.translations import with_nothing_behind

AR, FR, KAB, EN = (Words(code) for code in ("ar", "fr", "kab", "en"))


def test_a_message_is_said_in_each_language() -> None:
    assert FR("No connection") == "Pas de connexion"
    assert AR("No connection") == "لا يوجد اتصال"
    assert EN("No connection") == "No connection"


def test_kabyle_without_a_word_falls_back_to_french_and_admits_it() -> None:
    assert KAB("No connection") == "Pas de connexion"
    assert KAB.language_of("No connection") == "fr"


def test_a_message_that_no_catalogue_knows_is_said_in_english() -> None:
    assert AR("Nobody extracted this") == "Nobody extracted this"
    assert AR.language_of("Nobody extracted this") == "en"
    assert KAB.n("{count} thing", "{count} things", 2) == "2 things"
    assert FR.p("door", "Nobody extracted this {name}", name="x") == "Nobody extracted this x"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "يرجى الانتظار دقيقة ثم إعادة المحاولة."),
        (2, "يرجى الانتظار دقيقتين ثم إعادة المحاولة."),
        (3, "يرجى الانتظار 3 دقائق ثم إعادة المحاولة."),
        (10, "يرجى الانتظار 10 دقائق ثم إعادة المحاولة."),
        (11, "يرجى الانتظار 11 دقيقة ثم إعادة المحاولة."),
        (99, "يرجى الانتظار 99 دقيقة ثم إعادة المحاولة."),
        (100, "يرجى الانتظار 100 دقيقة ثم إعادة المحاولة."),
        (103, "يرجى الانتظار 103 دقائق ثم إعادة المحاولة."),
    ],
)
def test_arabic_counts_in_its_six_forms(count: int, said: str) -> None:
    assert (
        AR.n("Wait {count} minute, then try again.", "Wait {count} minutes, then try again.", count) == said
    )


@pytest.mark.parametrize(
    ("words", "count", "said"),
    [
        (FR, 0, "Attendez 0 minute, puis réessayez."),
        (FR, 1, "Attendez 1 minute, puis réessayez."),
        (FR, 2, "Attendez 2 minutes, puis réessayez."),
        (EN, 0, "Wait 0 minutes, then try again."),
        (EN, 1, "Wait 1 minute, then try again."),
    ],
)
def test_other_languages_count_in_two(words: Words, count: int, said: str) -> None:
    assert (
        words.n("Wait {count} minute, then try again.", "Wait {count} minutes, then try again.", count)
        == said
    )


def test_numbers_among_the_values_are_written_as_the_language_does() -> None:
    assert FR("Total {n}", n=1234567) == "Total 1\u202f234\u202f567"
    assert AR("Total {n}", n=1234567) == "Total 1.234.567"
    assert EN("Total {n} {flag}", n=1234567, flag=True) == "Total 1,234,567 True"


@pytest.mark.parametrize(
    ("words", "short", "full"),
    [
        (FR, "21/11/2026", "samedi 21 novembre 2026"),
        (AR, "21\u200f/11\u200f/2026", "السبت، 21 نوفمبر 2026"),
        (KAB, "21/11/2026", "Sayass 21 Nunembeṛ 2026"),
        (EN, "21/11/2026", "Saturday, 21 November 2026"),
    ],
)
def test_dates(words: Words, short: str, full: str) -> None:
    assert words.date(date(2026, 11, 21), "short") == short
    assert words.date("2026-11-21", "full") == full


def test_arabic_months_are_those_of_algeria() -> None:
    assert AR.date("2026-07-05") == "5 جويلية 2026"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (FR, "22 novembre 2026, 00:05"),
        (AR, "22 نوفمبر 2026، 00:05"),
        (EN, "22 November 2026, 00:05"),
    ],
)
def test_an_instant_is_said_in_algiers_time_on_a_24_hour_clock(words: Words, said: str) -> None:
    assert words.date_time("2026-11-21T23:05:00Z") == said
    assert words.date_time(datetime(2026, 11, 21, 23, 5, tzinfo=UTC)) == said
    assert said.startswith(words.date("2026-11-21T23:05:00Z"))
    assert words.time("2026-11-21T13:05:00Z") == "14:05"


def test_algiers_is_one_hour_ahead_of_utc_as_the_time_zone_database_says() -> None:
    try:
        algiers = ZoneInfo("Africa/Algiers")
    except ZoneInfoNotFoundError:
        pytest.skip("no time-zone database here")
    for month in range(1, 13):
        instant = datetime(2026, month, 15, 12, tzinfo=UTC)
        assert FR.time(instant) == instant.astimezone(algiers).strftime("%H:%M")


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FR.time("2026-11-21T13:05:00")


def test_numbers() -> None:
    assert FR.number(Decimal("1234567.89")) == "1\u202f234\u202f567,89"
    assert AR.number(Decimal("1234567.89")) == "1.234.567,89"
    assert KAB.number(Decimal("1234567.89")) == "1\xa0234\xa0567,89"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0\u202fko"),
        (1, "1\u202fko"),
        (1024, "1\u202fko"),
        (1025, "2\u202fko"),
        (1024**2 - 1, "1\u202fMo"),
        (int(2.54 * 1024**2), "2,5\u202fMo"),
        (20 * 1024**2, "20\u202fMo"),
    ],
)
def test_file_sizes(size: int, said: str) -> None:
    assert FR.file_size(size) == said


def test_file_sizes_have_a_unit_in_every_language() -> None:
    assert AR.file_size(5 * 1024) == "5 كيلوبايت"
    assert AR.file_size(20 * 1024**2) == "20 م.ب"
    assert EN.file_size(20 * 1024**2) == "20 MB"


def test_lists() -> None:
    assert FR.list(["a", "b", "c"]) == "a, b et c"
    assert AR.list(["a", "b"]) == "a وb"
    assert KAB.list(["a", "b", "c"]) == "a, b, d c"
    assert EN.list(["a"]) == "a"


def test_published_texts_fall_back_and_say_in_which_language_they_are() -> None:
    both = {"ar": "مرحبا", "fr": "Bonjour"}
    assert KAB.text_in(both) == ("Bonjour", "fr")
    assert KAB.text_in(both | {"kab": "Azul"}) == ("Azul", "kab")
    assert EN.text_in(both) == ("Bonjour", "fr")
    assert AR.text_in({"ar": "", "fr": "Bonjour"}) == ("Bonjour", "fr")
    assert FR.text({"ar": "مرحبا"}) == "مرحبا"
    with pytest.raises(LookupError):
        FR.text({})


def test_fragments_are_isolated_only_where_the_text_runs_the_other_way() -> None:
    assert AR.ltr("0550 12 34 56") == "\u20660550 12 34 56\u2069"
    assert FR.ltr("0550 12 34 56") == "0550 12 34 56"
    assert AR.reference("QC2H-7JM4") == "\u2066QC2H-7JM4\u2069"
    assert FR.isolate("أمينة") == "\u2068أمينة\u2069"


def test_the_languages() -> None:
    endonyms = {code: language.endonym for code, language in LANGUAGES.items()}
    assert endonyms == {"ar": "العربية", "fr": "Français", "kab": "Taqbaylit", "en": "English"}
    assert [code for code in LANGUAGES if Words(code).is_rtl] == ["ar"]


def test_a_gendered_form_is_used_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalog(locale="ar")
    catalogue.add("What would you like to do?", "ماذا تريد أن تفعل؟")
    catalogue.add("What would you like to do?", "ماذا تريدين أن تفعلي؟", context="feminine")
    catalogue.add("Choose", "يرجى الاختيار")
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    compiled = with_nothing_behind(gettext.GNUTranslations(io.BytesIO(stream.getvalue())))
    monkeypatch.setattr("i18n.words.load", lambda _: compiled)

    assert Words("ar", "f")("What would you like to do?") == "ماذا تريدين أن تفعلي؟"
    assert Words("ar", "m")("What would you like to do?") == "ماذا تريد أن تفعل؟"
    assert Words("ar")("What would you like to do?") == "ماذا تريد أن تفعل؟"
    assert Words("ar", "f")("Choose") == "يرجى الاختيار"


def test_each_line_that_somebody_wrote_keeps_its_own_direction() -> None:
    assert (
        AR.isolate("La photo est coupée.\nEncore ?")
        == "\u2068La photo est coupée.\u2069\n\u2068Encore ?\u2069"
    )


def test_an_example_in_digits_reads_from_left_to_right_in_one_line() -> None:
    # An isolate without a letter runs from left to right (UAX #9, P3): its groups do not change places.
    shown = AR("For example: {example}", example=AR.example({"fr": "0550 12 34 56"}))
    assert "\u20660550\u00a012\u00a034\u00a056\u2069" in shown
    assert FR.example({"fr": "12 rue des Oliviers"}) == "\u206812 rue des Oliviers\u2069"


def test_a_law_is_quoted_in_its_language_and_its_number_keeps_its_order() -> None:
    law = {"ar": "القانون رقم 83-11، المادة 5", "fr": "Loi 83-11, article 5"}
    assert AR.quotation(law, "Loi 83-11") == "\u2068القانون رقم \u206683-11\u2069، المادة 5\u2069"
    assert FR.quotation(law, "Loi 83-11") == "\u2068Loi 83-11, article 5\u2069"
    both = {"ar": "المرسومان رقم 14-204 و03-175"}
    assert AR.quotation(both, "") == "\u2068المرسومان رقم \u206614-204\u2069 و\u206603-175\u2069\u2069"
    assert AR.quotation(None, "Loi 83-11") == "\u2068Loi \u206683-11\u2069\u2069"
