"""Identifiers of Algerian administrations, checked as far as their rules are published and no further.

Each reader takes what was typed and returns the contract's value, or raises `InputError`.
"""

from __future__ import annotations

import re
import unicodedata

from services.forms.problems import InputError
from services.forms.text import visible

NIN_DIGITS = 18
"""National identification number, décret 10-210. Its control key is not published."""
NSS_DIGITS = 12
"""Social security number. Neither its structure nor its key is published."""
RIP_DIGITS = 20
CCP_DIGITS = 10
"""A postal account has at most ten digits before its key."""
POST = "007"
POST_BRANCH = "99999"

_LABEL = re.compile(r"^[^\W\d][^\d]*?[\s:.°º]+(?=[\d(+])")
"""Words before a number that say which it is: "NSS : ", "Tél. ", "رقم "."""
_ACCOUNT_LABEL = re.compile(
    r"ccp|rip|rib|compte|n(?:um[eé]ro|[°º])|postal|account|number|amiḍan|رقم|ال?حساب|البريدي|الجاري",
    re.IGNORECASE,
)
_KEY_LABEL = re.compile(
    r"(?<![^\W\d_])(?:cl(?:[eé]f?|[eé]s|efs)|key|tasarut|(?:ال)?مفتاح)(?![^\W\d_])", re.IGNORECASE
)
_LETTER_AMONG_DIGITS = re.compile(r"\d[^\W\d_]|[^\W\d_]\d")


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
    typed = _ACCOUNT_LABEL.sub(" ", unicodedata.normalize("NFC", visible(raw)))
    before, *after = _KEY_LABEL.split(typed)
    runs, key = re.findall(r"\d+", before), re.findall(r"\d+", " ".join(after))
    if not runs:
        key, runs = key[:1], key[1:]
    if _LETTER_AMONG_DIGITS.search(" ".join([before, *after])):
        raise InputError("account_length", {"digits": sum(map(len, runs))})
    if sum(map(len, runs + key)) == RIP_DIGITS:
        return _rip("".join(runs + key))
    if not key and len(runs) > 1 and len(runs[-1]) == 2:
        key = [runs.pop()]
    number = "".join(runs)
    if not 1 <= len(number) <= CCP_DIGITS:
        raise InputError("account_length", {"digits": len(number)})
    if key != [ccp_key(number)]:
        raise InputError("account_key")
    return f"{number.lstrip('0') or '0'}/{key[0]}"


def phone(raw: str) -> str:
    """An Algerian number as E.164 (+2135…), from 05…, +213… or 00213…. Code: bad_phone.

    Rules of numbering: libphonenumber, region DZ. Short codes such as 3010 are not numbers to it.
    """
    import phonenumbers  # 60 ms of start-up that only a typed number needs

    typed = _without_label(raw)
    if re.search(r"[^\W\d_]", typed):
        raise InputError("bad_phone")  # a letter would be taken for the digit of its key
    try:
        number = phonenumbers.parse(typed, "DZ")
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
    value = "".join(sign for sign in _without_label(raw) if not _is_separator(sign))
    if re.search(r"[^0-9]", value):
        raise InputError(f"{name}_digits")
    if len(value) != length:
        raise InputError(f"{name}_length", {"digits": len(value), "expected": length})
    return value


def _without_label(raw: str) -> str:
    return _LABEL.sub("", visible(raw))


def _is_separator(sign: str) -> bool:
    return sign in " ._/" or unicodedata.category(sign) == "Pd"


def _rip(value: str) -> str:
    if value != rip(value[8:18]):
        raise InputError("account_key")
    return value
