"""The app with a fault in it: `python -m tests.journeys.faulty_app …`, with the arguments of `python -m app`.

While the file that QARIB_TEST_FAULT names holds the name of an action, that action fails as a mistake in the
program would, with what the person wrote in the text of the error.
"""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.__main__ import main
from app.session.drafts import DraftActions
from app.session.requests import RequestActions
from tests.journeys.faults import LOADING, PRESSING, RENDERING, TYPING, VARIABLE

_PLACES: tuple[tuple[type, str], ...] = (
    (DraftActions, PRESSING),
    (DraftActions, TYPING),
    (DraftActions, RENDERING),
    (RequestActions, LOADING),
)


def _faulty(action: Callable[..., Any], name: str, fault: Path) -> Callable[..., Any]:
    def fail(arguments: tuple[Any, ...]) -> None:
        if fault.exists() and fault.read_text(encoding="utf-8") == name:
            raise ZeroDivisionError(repr(arguments))

    @functools.wraps(action)
    def call(self: Any, *arguments: Any, **named: Any) -> Any:
        fail(arguments)
        return action(self, *arguments, **named)

    @functools.wraps(action)
    async def call_later(self: Any, *arguments: Any, **named: Any) -> Any:
        fail(arguments)
        return await action(self, *arguments, **named)

    return call_later if inspect.iscoroutinefunction(action) else call


if __name__ == "__main__":
    for owner, name in _PLACES:
        setattr(owner, name, _faulty(getattr(owner, name), name, Path(os.environ[VARIABLE])))
    main()
