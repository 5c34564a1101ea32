"""Search in the catalogue on the device, as one types.

Every word that was typed is looked for as the beginning of a word, or with one slip of the keyboard from
five letters on. A service's name counts more than its keywords, and these more than its summary.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from services.catalogue.folding import without_article, words
from services.models.catalogue import Service

_NAME, _KEYWORD, _OTHER_KEYWORD, _OTHER_NAME, _SUMMARY = 80, 50, 40, 30, 10
_EXACT, _PREFIX, _SLIP = 10, 8, 4
_LEAST_FOR_SLIPS = 5
_LAST = "\U0010ffff"
"""Sorts after any letter."""

Scores = dict[int, int]


class SearchIndex:
    """Built once a catalogue and language; searching takes milliseconds for thousands of services."""

    def __init__(self, services: Sequence[Service], language: str) -> None:
        self._services = list(services)
        postings: defaultdict[str, Scores] = defaultdict(dict)
        for place, service in enumerate(self._services):
            for weight, text in _texts(service, language):
                for word in words(text):
                    known = postings[word]
                    known[place] = max(weight, known.get(place, 0))
        self._vocabulary = sorted(postings)
        self._postings = [postings[word] for word in self._vocabulary]
        self._beginnings = _beginnings(self._vocabulary)

    def search(self, query: str) -> list[Service]:
        """Return the services, best match first, else in the catalogue's order.

        Those that match most of the words are given, all words as a rule. Nothing typed finds everything.
        """
        typed = words(query)
        # A letter by itself (l'invalidité, d'une) says nothing beside whole words.
        typed = [word for word in typed if len(word) > 1] or typed
        if not typed:
            return list(self._services)
        matched: defaultdict[int, int] = defaultdict(int)
        total: defaultdict[int, int] = defaultdict(int)
        for word in dict.fromkeys(typed):
            for place, score in self._score(word).items():
                matched[place] += 1
                total[place] += score
        most = max(matched.values(), default=0)
        found = [place for place, count in matched.items() if count == most]
        found.sort(key=lambda place: (-total[place], place))
        return [self._services[place] for place in found]

    def _score(self, typed: str) -> Scores:
        """Return the services that one word finds, each with its score."""
        scores: Scores = {}
        # While the article is still being typed onto a short word, both readings are tried.
        for word in {typed, without_article(typed, least=1)}:
            for number in self._with_prefix(word):
                quality = _EXACT if self._vocabulary[number] == word else _PREFIX
                _raise(scores, self._postings[number], quality)
        if not scores and len(typed) >= _LEAST_FOR_SLIPS:
            for number in self._with_slip(typed):
                _raise(scores, self._postings[number], _SLIP)
        return scores

    def _with_prefix(self, word: str) -> range:
        start = bisect_left(self._vocabulary, word)
        return range(start, bisect_left(self._vocabulary, word + _LAST, lo=start))

    def _with_slip(self, word: str) -> Iterator[int]:
        candidates: set[int] = set()
        for beginning in _shortened(word[:_LEAST_FOR_SLIPS]):
            candidates.update(self._beginnings.get(beginning, ()))
        return (number for number in candidates if begins_with_slip(self._vocabulary[number], word))


def begins_with_slip(word: str, typed: str) -> bool:
    """True if a beginning of `word` is `typed` but for one slip.

    A slip is one letter that is another, missing or too many, or two neighbours swapped.
    """
    same = 0
    for one, other in zip(word, typed, strict=False):
        if one != other:
            break
        same += 1
    rest, given = word[same:], typed[same:]
    return (
        rest.startswith((given, given[1:]))
        or rest[1:].startswith((given, given[1:]))
        or (len(given) > 1 and rest[:2] == given[1] + given[0] and rest[2:].startswith(given[2:]))
    )


def _texts(service: Service, language: str) -> Iterable[tuple[int, str]]:
    shown = language if language in service.name else "fr"
    for key, name in service.name.items():
        yield (_NAME if key == shown else _OTHER_NAME), name
    # People mix their languages: every language's keywords are good.
    for key, keywords in service.keywords.items():
        for keyword in keywords:
            yield (_KEYWORD if key == language else _OTHER_KEYWORD), keyword
    yield _SUMMARY, service.summary.get(language) or service.summary["fr"]


def _raise(scores: Scores, postings: Scores, quality: int) -> None:
    for place, weight in postings.items():
        score = weight * quality
        if score > scores.get(place, 0):
            scores[place] = score


def _beginnings(vocabulary: Sequence[str]) -> dict[str, list[int]]:
    """Map words' beginnings, at most one letter left out, to their numbers.

    A word and what was typed for it with one slip share such a beginning, so a look-up finds the few
    candidates among all words (Garbe's symmetric deletion).
    """
    found: defaultdict[str, list[int]] = defaultdict(list)
    lengths = range(_LEAST_FOR_SLIPS - 1, _LEAST_FOR_SLIPS + 2)
    for number, word in enumerate(vocabulary):
        if len(word) >= _LEAST_FOR_SLIPS - 1:
            for beginning in set().union(*(_shortened(word[:length]) for length in lengths)):
                found[beginning].append(number)
    return dict(found)


def _shortened(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
