"""The letter that notifies a decision."""

from ministry.letters.letter import Appeal, Letter, render

__all__ = ["Appeal", "Letter", "render"]
