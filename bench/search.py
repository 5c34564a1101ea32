"""Searching the catalogue as one types: our 17 services, and 2,000 invented ones in its shape.

Every beginning of what people type (names, keywords, some with a slip of the keyboard) is a search of its own, through
the index that the app uses. There is no baseline: the target is one frame of a screen, 16 ms, for 95 in 100 searches.
For comparison a plain look through all names and keywords, folded once, without ranking or slips, is timed beside it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from bench.measure import Curve, Figure, Result, Spread, percentile, short, spread
from ministry.catalogue.loader import load
from services import codec
from services.catalogue.decoding import decode_catalogue
from services.catalogue.folding import fold
from services.catalogue.search import SearchIndex
from services.models.catalogue import Service

FRAME = 16.0
COUNTS = (17, 100, 500, 2000)
LANGUAGES = ("fr", "ar", "kab", "en")
SEED = 20261121


def run(*, quick: bool) -> Result:
    rounds, typed = (3, 50) if quick else (7, 200)
    real = decode_catalogue(codec.dump(load().document))[0].services
    found: dict[int, tuple[Spread, Spread]] = {}
    for count in COUNTS:
        chance = random.Random(SEED)
        services = (
            real if count == len(real) else [_invented(real, number, chance) for number in range(count)]
        )
        found[count] = _searched(services, _queries(services, chance, typed), rounds)
    figures = [
        Figure(
            f"catalogue search, {count:,} services, p95",
            "a frame of the screen",
            found[count][0],
            unit="ms",
            target=FRAME,
            ours=f"{short(found[count][0].median)} ms",
            theirs=f"{FRAME:.0f} ms",
            rounds=rounds,
            note=f"a plain look through all names: {short(found[count][1].median)} ms",
        )
        for count in (17, 2000)
    ]
    series = {
        "our index": [(count, ours.median) for count, (ours, _) in found.items()],
        "plain look": [(count, plain.median) for count, (_, plain) in found.items()],
    }
    return Result(figures, [Curve("search", "Searching the catalogue, 95 in 100", "services", "ms", series)])


def _searched(services: Sequence[Service], queries: Sequence[str], rounds: int) -> tuple[Spread, Spread]:
    """Return the 95th percentile by the index, and by a plain look."""
    index = SearchIndex(services, "fr")
    texts = [fold(" ".join(_named(each))) for each in services]

    def plain(query: str) -> list[Service]:
        words = fold(query).split()
        return [
            each for each, text in zip(services, texts, strict=True) if all(word in text for word in words)
        ]

    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(percentile(_each(index.search, queries), 95))
        theirs.append(percentile(_each(plain, queries), 95))
    return spread(ours), spread(theirs)


def _named(service: Service) -> list[str]:
    return [*service.name.values(), *(word for words in service.keywords.values() for word in words)]


def _each(search: Callable[[str], object], queries: Sequence[str]) -> list[float]:
    took = []
    for query in queries:
        start = time.perf_counter()
        search(query)
        took.append((time.perf_counter() - start) * 1000)
    return took


def _queries(services: Sequence[Service], chance: random.Random, count: int) -> list[str]:
    """Make beginnings of names and keywords, some with swapped letters."""
    queries = []
    for number in range(count):
        service = chance.choice(services)
        language = chance.choice([each for each in LANGUAGES if each in service.name])
        text = chance.choice([service.name[language], *service.keywords.get(language, [])])
        query = text[: chance.randint(1, min(len(text), 30))]
        if number % 5 == 0 and len(query) > 5:
            query = query[:3] + query[4] + query[3] + query[5:]
        queries.append(query)
    return queries


def _invented(real: Sequence[Service], number: int, chance: random.Random) -> Service:
    """Alter half of a service's words, so that the vocabulary grows."""

    def altered(text: str) -> str:
        return " ".join(_word(word, chance) if chance.random() < 0.5 else word for word in text.split())

    model = real[number % len(real)]
    return replace(
        model,
        id=f"{model.id}_{number}",
        name={language: altered(text) for language, text in model.name.items()},
        summary={language: altered(text) for language, text in model.summary.items()},
        keywords={language: [altered(each) for each in words] for language, words in model.keywords.items()},
    )


def _word(word: str, chance: random.Random) -> str:
    """Shuffle the letters of a word behind its first two.

    Beginnings stay as alike as they are.
    """
    rest = [*word[2:]]
    chance.shuffle(rest)
    return word[:2] + "".join(rest)
