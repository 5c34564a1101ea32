"""The error by which a reader of typed input says what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from services.errors import QaribError


@dataclass
class InputError(QaribError):
    """What was typed is not an answer. `code` is that of `FieldProblem`; the input itself is not told."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)
