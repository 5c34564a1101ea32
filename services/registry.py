"""The kinds of records of all nouns, found where the nouns declare them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

import services
from services.api import tokens
from services.kinds import Kind, Kinds, declared
from services.outbox import choice


def _found() -> Iterator[Kind]:
    """Yield the kinds that modules of this package declare."""
    nouns = [each.name for each in iter_modules(services.__path__, "services.") if not each.ispkg]
    for module in (*map(import_module, nouns), choice, tokens):
        yield from (each for each in vars(module).values() if isinstance(each, Kind))


KINDS: Final[Kinds] = declared(*sorted(_found(), key=lambda kind: kind.replaces is not None))
"""By name, in the order in which an archive holds them: what becomes another is before it."""
