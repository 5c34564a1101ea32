"""A request: first a draft that the person writes, then what is sent, then the ministry's receipt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from services.models.contract import AttachedPaper, Receipt, Request

__all__ = ["AttachedPaper", "Draft", "RawInput", "Receipt", "Request"]

RawInput: TypeAlias = str | bool | list[str] | dict[str, str]
"""The input of a field, exactly as typed or chosen: text for most questions, {"day", "month", "year"} for
a date, {"wilaya", "commune"} for a place, a list of values for several_of, a bool for yes_no."""


@dataclass(slots=True)
class Draft:
    """A request being written. Its id is a UUIDv7 and stays the id of the request and of the case."""

    id: str
    service_id: str
    form_version: str
    language: str
    created_at: str
    updated_at: str
    inputs: dict[str, RawInput] = field(default_factory=dict)
    papers: dict[str, list[str]] = field(default_factory=dict)
    """Question id → ids of the documents attached to it."""
    group: str | None = None
    """The step where the person was, so that a draft opens there again; see `services.forms.steps`."""
    needs_look: list[str] = field(default_factory=list)
    """Questions that a newer form asks differently, until the person has looked at them."""
    refused: dict[str, str] = field(default_factory=dict)
    """Question id → the contract's code of what the ministry refused in its answer, until that changes."""

    def copy(self) -> Draft:
        """Return a draft that later changes of this one do not reach."""
        return replace(
            self,
            inputs={question: _copy(value) for question, value in self.inputs.items()},
            papers={question: [*documents] for question, documents in self.papers.items()},
            needs_look=[*self.needs_look],
            refused={**self.refused},
        )


def _copy(value: RawInput) -> RawInput:
    return value.copy() if isinstance(value, list | dict) else value
