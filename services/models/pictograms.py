"""The pictograms that this version of the app can show: each is `/pictograms/<name>.svg` among the assets.

The ministry may name others that a later version brings. Assets cannot be listed at run time: a build for
the web keeps them apart from the Python package.
"""

from __future__ import annotations

from typing import Final

from services.models.contract import PICTOGRAMS

__all__ = ["NO", "PICTOGRAMS", "YES"]

YES: Final = "check"
NO: Final = "cross"
"""The pictures of the two answers of a YES_NO question, which the catalogue does not list."""
