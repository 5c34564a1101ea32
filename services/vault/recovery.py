"""The recovery code: opens a profile whose PIN, passphrase or device secret is lost.

24 signs are random: 20²⁴, a little over 103 bits, so nothing needs to be stretched. Four more are a check, as
ISO/IEC 7064 makes one: the whole, read as a number of base 20, leaves 1 when divided by a prime. That finds every
single wrong sign and every two that were exchanged; one garbled code in 160,000 passes as one of another profile.

The signs are those of Open Location Code: no vowels, so no words, and none that is taken for another by eye.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field

from services.errors import MistypedCodeError

ALPHABET = "23456789CFGHJMPQRVWX"
GROUP = 4
"""Signs of a group, as it is written and said."""
RANDOM_SIGNS = 24
CHECK_SIGNS = 4
SIGNS = RANDOM_SIGNS + CHECK_SIGNS

_BASE = len(ALPHABET)
_CHECKS = _BASE**CHECK_SIGNS
_PRIME = 159_979
"""The largest prime under 20⁴. No power of 20 up to 20²⁸ leaves 1, which is why exchanged signs are found."""
_KEY_BYTES = 13

# Not in the alphabet, and written for what is.
_LOOK_ALIKES = str.maketrans("BSZ", "852")


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """Made by `new_code` or `parse`. Never part of a text: it is left out of `repr`."""

    number: int = field(repr=False)

    def written(self) -> str:
        """Write the code as seven groups of four with hyphens between."""
        whole = self.number * _CHECKS
        signs = _signs(whole + (1 - whole) % _PRIME)
        return "-".join(signs[start : start + GROUP] for start in range(0, SIGNS, GROUP))

    def key_material(self) -> bytearray:
        """Return what a key is derived from; for the caller to wipe."""
        return bytearray(self.number.to_bytes(_KEY_BYTES, "big"))


def new_code() -> RecoveryCode:
    return RecoveryCode(secrets.randbelow(_BASE**RANDOM_SIGNS))


def parse(text: str) -> RecoveryCode:
    """Parse a typed code.

    Capitals or not, any spaces and hyphens or none, and digits of any script are taken. Raises `MistypedCodeError`
    for what no recovery code is; whether it is this profile's is not known here.
    """
    composed = unicodedata.normalize("NFKC", text).upper()
    digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in composed)
    signs = "".join(sign for sign in digits if sign.isalnum()).translate(_LOOK_ALIKES)
    unknown = next((place for place, sign in enumerate(signs) if sign not in ALPHABET), None)
    if unknown is not None:
        raise MistypedCodeError("sign", unknown // GROUP + 1)
    if len(signs) != SIGNS:
        raise MistypedCodeError("length", len(signs))
    whole = 0
    for sign in signs:
        whole = whole * _BASE + ALPHABET.index(sign)
    if whole % _PRIME != 1 or whole % _CHECKS >= _PRIME:
        raise MistypedCodeError("check")
    return RecoveryCode(whole // _CHECKS)


def _signs(number: int) -> str:
    signs = []
    for _ in range(SIGNS):
        number, sign = divmod(number, _BASE)
        signs.append(ALPHABET[sign])
    return "".join(reversed(signs))
