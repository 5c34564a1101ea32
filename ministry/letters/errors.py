"""Why a letter could not be made; neither names anything of the letter."""

from __future__ import annotations


class LetterError(Exception):
    """The letter could not be set; `args[0]` says why."""


class UnsealableError(Exception):
    """A PDF that was handed in cannot carry a seal; `args[0]` is the kind of error."""
