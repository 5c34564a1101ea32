"""The letter that notifies a decision."""

from ministry.letters.letter import Letter, render

__all__ = ["Letter", "render"]
