"""What is said for what is shown.

    utterances("Dossier Q7RX-34MP : 3 000 DA", "fr")  # "Dossier Q 7, R X, 3 4, M P : 3000 dinars algériens"

A text becomes utterances: its sentences, and inside a sentence a part in another script by itself, because a voice
reads one language (espeak-ng's French voice spells Arabic as "Arabic letter …"). Pieces tie each to the shown
characters: stretches that are said as they are shown, and what is said otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from i18n import abbreviations
from i18n.spoken_scan import Token, tokens
from services.letters import is_invisible, latin_digit, plain_letter
from services.models.speech import Piece, Utterance

_SIGN = re.compile(r"(?P<separator>(?<=\d)[٫٬](?=\d))|.", re.DOTALL)
"""Between digits, the Arabic signs of decimals and thousands belong to the number."""

_TATWEEL = "\u0640"
"""A sign that only stretches an Arabic word."""

_SENTENCE_END = re.compile(r"[.!?؟…]+(?:\s?[»”\"’)\]\u2069])*(?=\s|\Z)|\n+")


def utterances(text: str, language: str) -> list[Utterance]:
    """Turn a text into what voices say, in order.

    `language` is the text's own: ar, fr, kab or en.

    Total on any text. The utterances' `shown` make the text again, but for white space.
    """
    return [utterance for sentence in sentences(text) for utterance in _parts(sentence, language)]


def sentences(text: str) -> list[str]:
    """Split a text into sentences without the white space around them.

    The point of an abbreviation or of "1." ends none.
    """
    cuts = [
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if "\n" in match[0] or not _ends_no_sentence(text[max(0, match.end() - 40) : match.end()])
    ]
    parts = [text[start:end].strip() for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return [part for part in parts if part]


def _ends_no_sentence(text: str) -> bool:
    word = text.rsplit(maxsplit=1)[-1]
    return word in abbreviations.full_forms("fr") or re.fullmatch(r"\d{1,2}\.", word) is not None


def _parts(sentence: str, language: str) -> Iterator[Utterance]:
    heard = [(index, sign) for index, plain in enumerate(_heard(sentence, language)) for sign in plain]
    places = [index for index, _ in heard]
    scanned, language = _scan("".join(sign for _, sign in heard), language)
    spoken = zip(_languages(scanned, language), scanned, strict=True)
    parts = [(key, [token for _, token in group]) for key, group in groupby(spoken, key=lambda pair: pair[0])]
    if not parts:
        yield Utterance(sentence, (), language)
        return
    starts = [places[part[0].start] if index else 0 for index, (_, part) in enumerate(parts)]
    for (code, part), start, end in zip(parts, starts, [*starts[1:], len(sentence)], strict=True):
        shown = sentence[start:end].rstrip()
        inside = [place - start for place in places]
        yield Utterance(shown, tuple(_pieces(part, shown, inside, code)), code)


def _heard(text: str, language: str) -> list[str]:
    """Return what voices take each sign for.

    Any space is a space, any digit 0-9, letters are plain, marks are nothing.
    """
    return [_plain(match, language) for match in _SIGN.finditer(text)]


def _plain(found: re.Match[str], language: str) -> str:
    sign = found[0]
    if sign.isspace():
        return " "
    if sign == _TATWEEL or is_invisible(sign):
        return ""
    if found["separator"]:
        return "٫" if sign == "٫" else " "
    return "".join(map(latin_digit, plain_letter(sign)))


def _scan(text: str, language: str) -> tuple[list[Token], str]:
    """Scan in the language asked for, unless every word is another's.

    As the name of a language in itself, or a person's name.
    """
    scanned = list(tokens(text, language))
    spoken = {token.language for token in scanned if token.language}
    if len(spoken) == 1 and (only := spoken.pop()) is not None and only != language:
        return list(tokens(text, only)), only
    return scanned, language


def _languages(scanned: list[Token], language: str) -> list[str]:
    """Give each token a language.

    What has none goes with what comes before, opening signs with what follows.
    """
    known = [token.language for token in scanned]
    for index in range(len(scanned) - 2, -1, -1):
        if known[index] is None and scanned[index].opens:
            known[index] = known[index + 1]
    first = next((code for code in known if code), language)
    found: list[str] = []
    for code in known:
        found.append(code or (found[-1] if found else first))
    return found


def _pieces(part: list[Token], shown: str, places: list[int], language: str) -> Iterator[Piece]:
    """Merge neighbours that are said as shown into one piece."""
    for is_plain, group in groupby(part, key=lambda token: token.is_plain):
        run = list(group)
        for stretch in [run] if is_plain else [[token] for token in run]:
            start = places[stretch[0].start]
            end = min(places[stretch[-1].end - 1] + 1, len(shown))
            said = "".join(_heard(shown[start:end], language)) if is_plain else stretch[0].said
            if said.strip():
                yield Piece(said, start, end)
