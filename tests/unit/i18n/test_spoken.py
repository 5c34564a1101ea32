"""Each case is what a person hears. "|" parts the utterances, each under its language."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from i18n.spoken import sentences, utterances
from i18n.spoken_words import SPOKEN_WORDS

_REFERENCE_SIGNS = "CFGHJMPQRVWX"


def heard(text: str, language: str) -> str:
    found = []
    for utterance in utterances(text, language):
        said = "".join(_apart(piece.said) for piece in utterance.pieces)
        found.append(f"{utterance.language}: {' '.join(said.split())}")
    return " | ".join(found)


def _apart(said: str) -> str:
    return f" {said} " if said[-1].isalnum() else said


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("Dossier Q7RX-34MP", "Dossier Q 7, R X, 3 4, M P"),
        ("Le 21/11/2026 à 14:05", "Le 21 novembre 2026 à 14 heures 5"),
        ("Le 2026-12-01", "Le 1er décembre 2026"),
        ("Le 1 novembre 2026", "Le 1er novembre 2026"),
        ("Le 41/11/2026", "Le 4 1, 1 1, 2 0, 2 6"),
        ("à 09:00", "à 9 heures"),
        ("1:00", "1 heure"),
        ("3 000 DA", "3000 dinars algériens"),
        ("12\u202f345,50\u00a0DA", "12345,50 dinars algériens"),
        ("1 DA", "1 dinar algérien"),
        ("100\u00a0%", "100 pour cent"),
        ("1,2\u202fMo", "1,2 mégaoctet"),
        ("%5", "5 pour cent"),
        ("٪٥", "5 pour cent"),
        ("٫5", "0,5"),
        (".5 km", "0,5 kilomètre"),
        ("(-5)", "( moins 5 )"),
        ("a % b", "a pour cent b"),
        ("45.000 DA", "45000 dinars algériens"),
        ("12,345.50 DA", "12345,50 dinars algériens"),
        ("De 8–12 km", "De 8 à 12 kilomètres"),
        ("Appelez le 0550 12 34 56", "Appelez le 0 5, 5 0, 1 2, 3 4, 5 6"),
        ("+213 550 12 34 56", "plus 2 1 3, 5 5 0, 1 2, 3 4, 5 6"),
        ("3010", "3010"),
        ("109 870 123 456 789 012", "1 0 9, 8 7 0, 1 2 3, 4 5 6, 7 8 9, 0 1 2"),
        ("00799999001234567803", "0 0 7, 9 9 9, 9 9 0, 0 1 2, 3 4 5, 6 7 8, 0 3"),
        ("-5", "moins 5"),
        ("• • •", ""),
        ("•• •• •• •• 42", "chiffres masqués, 4 2"),
        ("aidant / accompagnateur", "aidant , accompagnateur"),
        ("(2e catégorie)", "( deuxième catégorie)"),
        ("n° de dossier", "numéro de dossier"),
        ("un PDF", "un P D F"),
        ("le code PIN", "le code P I N"),
        ("BENALI", "BENALI"),
        ("a.benali@exemple.dz", "a point benali arobase exemple point D Z"),
        ("Chèque ou relevé d’identité postale (RIP)", "Chèque ou relevé d’identité postale ( R I P )"),
        ("2 chèques (RIP)", "2 chèques ( relevé d’identité postale )"),
        ("x² = 4", "x² égale 4"),
    ],
)
def test_french(shown: str, said: str) -> None:
    assert heard(shown, "fr") == f"fr: {said}"


def test_an_elision_stays_with_its_word() -> None:
    pieces = utterances("à l’ANEM.", "fr")[0].pieces
    assert "".join(piece.said for piece in pieces) == "à l’Agence nationale de l’emploi."


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("\u2066Q7RX-34MP\u2069", "كيو 7، آر إكس، 3 4، إم بي"),
        ("في 21\u200f/11\u200f/2026", "في 21 نوفمبر 2026"),
        ("على الساعة 14:05", "على الساعة 14 و5 دقائق"),
        ("قبل 14:30", "قبل الساعة 14 و30 دقيقة"),
        ("3.000 د.ج.", "3000 دينار جزائري"),
        ("%5", "5 بالمائة"),
        ("٪٥", "5 بالمائة"),
        ("٫٥", "0 فاصلة 5"),
        ("٪-٥", "ناقِص 5 بالمائة"),
        ("45,000 DA", "45000 دينار جزائري"),
        ("٧٢٫٥٠٠", "72 فاصلة 500"),
        ("12,5 د.ج", "12 فاصلة 5 دينار جزائري"),
        ("100%", "100 بالمائة"),
        ("٢١ ملفًا", "21 ملفًا"),
        ("\u2066•• •• 42\u2069", "أرقام مَخفيّة، 4 2"),
        ("\u20660550 12 34 56\u2069", "0 5، 5 0، 1 2، 3 4، 5 6"),
        ("ملف PDF", "ملف بي دي إف"),
        ("رقم RIP", "رقم كشف التعريف البريدي"),
        ("في حساب بريدي جارٍ (CCP)", "في حساب بريدي جارٍ ( سي سي بي )"),
        ("5 كيلوبايت", "5 كيلوبايت"),
        ("CNAS", "الصندوق الوطني للتأمينات الاجتماعية للعمال الأجراء"),
    ],
)
def test_arabic(shown: str, said: str) -> None:
    assert heard(shown, "ar") == f"ar: {said}"


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("1,234.5 MB", "1234.5 megabytes"),
        ("3,000 DA", "3000 Algerian dinars"),
        ("Sent on 21/11/2026 at 14:05", "Sent on 21 November 2026 at 14 05"),
        ("NIN or CCP", "national identification number or postal current account"),
        ("Question 2 of 5", "Question 2 of 5"),
    ],
)
def test_english(shown: str, said: str) -> None:
    assert heard(shown, "en") == f"en: {said}"


@pytest.mark.parametrize(
    ("shown", "language", "said"),
    [
        ("العربية", "fr", "ar: العربية"),
        ("Amina Benali", "ar", "fr: Amina Benali"),
        ("مرحبا Amina Benali، أهلا", "ar", "ar: مرحبا | fr: Amina Benali، | ar: أهلا"),
        ("Nom : أمينة بن علي", "fr", "fr: Nom : | ar: أمينة بن علي"),
        ("Nom (أمينة)", "fr", "fr: Nom | ar: (أمينة)"),
        ("Azemz 21/11/2026", "kab", "kab: Azemz | fr: 21 novembre 2026"),
        ("ⵉⵎⴻⵥⵍⴰ", "fr", "kab: ⵉⵎⴻⵥⵍⴰ"),
        ("ⵉⵎⴻⵥⵍⴰ, Azen", "kab", "kab: ⵉⵎⴻⵥⵍⴰ, Azen"),
        ("www.cnas.dz على الموقع", "ar", "fr: W W W point cnas point D Z | ar: على الموقع"),
    ],
)
def test_each_script_has_its_own_voice(shown: str, language: str, said: str) -> None:
    assert heard(shown, language) == said


def test_sentences() -> None:
    text = "M. Benali a 2 ans. « Oui ? » Voir art. 12.\nLe site : www.cnas.dz… 1. Signer. 3.5 km"
    assert sentences(text) == [
        "M. Benali a 2 ans.",
        "« Oui ? »",
        "Voir art. 12.",
        "Le site : www.cnas.dz…",
        "1. Signer.",
        "3.5 km",
    ]


def test_the_signs_of_a_reference_differ_for_the_ear_in_arabic() -> None:
    names = SPOKEN_WORDS["ar"].letters
    assert len({names[sign] for sign in _REFERENCE_SIGNS}) == len(_REFERENCE_SIGNS)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed: no engine to ask")
def test_espeak_says_each_sign_of_a_reference_its_own_way_and_in_arabic() -> None:
    names = SPOKEN_WORDS["ar"].letters
    sounds = {sign: _phonemes(names[sign]) for sign in _REFERENCE_SIGNS}
    assert len(set(sounds.values())) == len(sounds)
    assert [sign for sign, sound in sounds.items() if not sound or "(en)" in sound] == []


def _phonemes(text: str) -> str:
    command = ["espeak-ng", "-v", "ar", "-x", "-q", text]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout.strip()
