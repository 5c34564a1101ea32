"""References: eight signs that can be read aloud and written down without mistaking one for another."""

from __future__ import annotations

import secrets

ALPHABET = "23456789CFGHJMPQRVWX"
"""Signs without 0 O, 1 I L, B, D E T Z N S U Y A K: each looks or sounds like another in French or English."""


def new_reference() -> str:
    """Draw a reference `QXXX-XXXX`, one of 20⁷ ≈ 1.3 thousand million.

    Whether it is free is for the database to say.
    """
    number, drawn = secrets.randbelow(len(ALPHABET) ** 7), ""
    for _ in range(7):
        number, place = divmod(number, len(ALPHABET))
        drawn += ALPHABET[place]
    return f"Q{drawn[:3]}-{drawn[3:]}"
