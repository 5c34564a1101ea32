"""Identifiers of Algerian administrations, checked as far as their rules are published and no further.

Each reader takes what was typed and returns the contract's value, or raises `InputError`.
"""

from __future__ import annotations

import re

from services.forms.problems import InputError
from services.forms.text import compact, latin_digits

NIN_DIGITS = 18
"""National identification number, décret 10-210. Its control key is not published."""
NSS_DIGITS = 12
"""Social security number. Neither its structure nor its key is published."""
RIP_DIGITS = 20
CCP_DIGITS = 10
"""A postal account has at most ten digits before its key."""
POST = "007"
POST_BRANCH = "99999"

_NOT_DIGITS = re.compile(r"[^0-9]")
_KEY_WORDS = re.compile(r"\s*(?:/|\\|\bcl[eé]s?\b|\bkey\b|\btasarut\b|مفتاح|المفتاح)\s*:?\s*", re.IGNORECASE)


def nin(raw: str) -> str:
    """18 digits. Codes: nin_digits, nin_length."""
    return _digits(raw, NIN_DIGITS, "nin")


def nss(raw: str) -> str:
    """12 digits. Codes: nss_digits, nss_length."""
    return _digits(raw, NSS_DIGITS, "nss")


def account(raw: str) -> str:
    """A RIP as its 20 digits, or a CCP as "account/key" without leading zeros.

    The key must be apart from the account (1234567/68, 1234567 68, 1234567 clé 68): a run of digits does
    not tell where the account ends. Codes: account_length, account_key.
    """
    together = compact(raw)
    if len(together) == RIP_DIGITS and together.isdigit() and together.isascii():
        return _rip(together)
    number, key = _split_ccp(raw)
    if not 1 <= len(number) <= CCP_DIGITS or _NOT_DIGITS.search(number):
        raise InputError("account_length", {"digits": len(number)})
    if key != ccp_key(number):
        raise InputError("account_key")
    return f"{number.lstrip('0') or '0'}/{key}"


def phone(raw: str) -> str:
    """An Algerian number as E.164 (+2135…), from 05…, +213… or 00213…. Code: bad_phone.

    Rules of numbering: libphonenumber, region DZ. Short codes such as 3010 are not numbers to it.
    """
    import phonenumbers  # 60 ms of start-up that only a typed number needs

    try:
        number = phonenumbers.parse(latin_digits(raw), "DZ")
    except phonenumbers.NumberParseException:
        raise InputError("bad_phone") from None
    if number.country_code != 213 or number.extension or not phonenumbers.is_valid_number(number):
        raise InputError("bad_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def ccp_key(number: str) -> str:
    """The two-digit key of a postal account: its digits weighted 4, 5, 6… from the right, modulo 100."""
    total = sum(weight * int(digit) for weight, digit in enumerate(reversed(number), start=4))
    return f"{total % 100:02d}"


def rip_key(number: str) -> str:
    """The two-digit key of the RIP of a postal account: 97 less the remainder by 97 (01 to 97)."""
    return f"{97 - int(f'{POST_BRANCH}{int(number):0{CCP_DIGITS}d}00') % 97:02d}"


def rip(number: str) -> str:
    """The RIP of a postal account: 007 99999, ten digits, key."""
    return f"{POST}{POST_BRANCH}{int(number):0{CCP_DIGITS}d}{rip_key(number)}"


def _digits(raw: str, length: int, name: str) -> str:
    value = compact(raw)
    if _NOT_DIGITS.search(value):
        raise InputError(f"{name}_digits")
    if len(value) != length:
        raise InputError(f"{name}_length", {"digits": len(value), "expected": length})
    return value


def _rip(value: str) -> str:
    if value != rip(value[8:18]):
        raise InputError("account_key")
    return value


def _split_ccp(raw: str) -> tuple[str, str]:
    """Account and key; an empty key where none stands apart."""
    parts = [compact(part) for part in _KEY_WORDS.split(latin_digits(raw.strip()))]
    parts = [part for part in parts if part]
    if len(parts) == 2:
        return parts[0], parts[1]
    pieces = [compact(piece) for piece in re.split(r"[\s\-–—]+", latin_digits(raw.strip()))]
    pieces = [piece for piece in pieces if piece]
    if len(parts) == 1 and len(pieces) > 1 and len(pieces[-1]) == 2:
        return "".join(pieces[:-1]), pieces[-1]
    return "".join(parts), ""
