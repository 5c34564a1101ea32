"""Import all of the client, and print what Babel says in its languages. Run by `test_build`, on a phone's files too."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from datetime import date, datetime

_ONLY_IN_A_BROWSER = {"flet_desktop", "flet_web", "starlette", "uvicorn", "websockets"}
"""What a phone does not get: the loopback server, and the client of a desktop."""


def load() -> None:
    """Import each module of the client."""
    for package in ("app", "screens", "services", "i18n"):
        paths = importlib.import_module(package).__path__
        for module in pkgutil.walk_packages(paths, f"{package}."):
            try:
                importlib.import_module(module.name)
            except ModuleNotFoundError as error:
                if str(error.name).partition(".")[0] not in _ONLY_IN_A_BROWSER:
                    raise
    assert {
        "app.__main__",
        "app.shell.android_keystore",
        "app.session.archives",
        "app.shell.window",
    } <= sys.modules.keys()


def said() -> list[object]:
    """Return everything that comes from a locale."""
    from babel import Locale

    from i18n import formats, spoken_numbers
    from i18n.languages import LANGUAGES
    from i18n.spoken_words import SPOKEN_WORDS
    from services.forms import months

    found: list[object] = [sorted((k, sorted(v)) for k, v in months._months().items()), months.weekdays()]
    for language in LANGUAGES.values():
        locale = Locale.parse(language.locale)
        days = [date(2026, month, month) for month in range(1, 13)]
        found += [
            formats.date_text(day, style, locale) for day in days for style in ("short", "long", "full")
        ]
        found += [formats.date_time_text(datetime.fromisoformat("2026-11-29T06:00Z"), "long", locale)]
        found += [formats.number_text(1234567.5, locale), formats.percent_text(40, locale)]
        found += [formats.file_size_text(size, locale) for size in (1, 2048, 5 * 2**20)]
        found += [formats.list_text(["a", "b", "c"], locale)]
    for code in SPOKEN_WORDS:
        for unit in ("", "DA", "%", "km", "h", "min"):
            found += [
                spoken_numbers.said_number(number, unit, code) for number in ("1", "2", "3 000", "12,5")
            ]
    return found


if __name__ == "__main__":
    load()
    sys.stdout.write(json.dumps(said()))
