"""Identifiers of Algerian administrations, checked as far as their rules are published and no further.

Each reader takes what was typed and returns the contract's value, or raises `InputError`.
"""

from __future__ import annotations

import re

from services.forms.labels import joined, without_label
from services.forms.problems import InputError
from services.forms.text import readable

NIN_DIGITS = 18
"""National identification number, décret 10-210. Its control key is not published."""
NSS_DIGITS = 12
"""Social security number. Neither its structure nor its key is published."""
RIP_DIGITS = 20
CCP_DIGITS = 10
"""A postal account has at most ten digits before its key."""
_KEY_DIGITS = 2
POST = "007"
POST_BRANCH = "99999"

_COUNTRY = "+213"
_URI = re.compile(r"(?P<number>[^;]*)(?P<parameters>(?: *;[a-z-]+(?:=[^;]*)?)+)", re.IGNORECASE)
"""A telephone number with the parameters of RFC 3966: "tel:0551…;phone-context=+213"."""
_ACCOUNT_LABEL = re.compile(
    r"ccp|rip|rib|compte|n(?:um[eé]ro|[°º])|postal|account|number|amiḍan|رقم|ال?حساب|البريدي|الجاري",
    re.IGNORECASE,
)
_KEY_LABEL = re.compile(
    r"(?<![^\W\d_])(?:cl(?:[eé]f?s?)?|key|ta?sarut|(?:[وب]?(?:ال)?|لل)مفتاح(?:ها?)?)(?![^\W\d_])",
    re.IGNORECASE,
)
_LONG_KEY = re.compile(r"\D*(?!007)\d{1,10}\s*/\s*\d{3,}\D*", re.ASCII)
"""A key that is set apart by a stroke, with more digits than a key has."""
_LETTER_AMONG_DIGITS = re.compile(r"\d[^\W\d_]|[^\W\d_]\d")


def nin(raw: str) -> str:
    """Read 18 digits. Codes: nin_digits, nin_length."""
    return _digits(raw, NIN_DIGITS, "nin")


def nss(raw: str) -> str:
    """Read 12 digits. Codes: nss_digits, nss_length."""
    return _digits(raw, NSS_DIGITS, "nss")


def account(raw: str) -> str:
    """Read a RIP as 20 digits, or a CCP as "account/key".

    A CCP has no leading zeros. The key must be apart from the account (1234567/68, 1234567 68, 1234567 clé 68): a
    run of digits does not tell where the account ends. One account written as CCP and as RIP is read as it is
    written first. Codes: account_length, account_key, account_key_missing, account_key_digits, account_two.
    """
    typed = _ACCOUNT_LABEL.sub(" ", readable(raw, "account_length"))
    if _LETTER_AMONG_DIGITS.search(_KEY_LABEL.sub(" ", typed)):
        raise InputError("account_length", {"digits": len(re.findall(r"\d", typed))})
    parts = [found[0] for found in re.finditer(rf"\d+|{_KEY_LABEL.pattern}", typed, re.IGNORECASE)]
    once, (twice, differs) = _tried(parts), _written_twice(parts)
    if isinstance(once, str):
        if twice is not None and len(once) != RIP_DIGITS:
            raise InputError("account_length")  # as "5 20 5 20": 5205 with its key, or 5 with its key twice
        return once
    if twice is not None:
        return twice
    if differs and (once.code == "account_length" or not "".join(parts).startswith(POST)):
        raise InputError("account_two")
    raise InputError("account_key_digits") if _LONG_KEY.fullmatch(typed) else once


def phone(raw: str) -> str:
    """Return an Algerian number as E.164 (+2135…), from 05…, +213… or 00213….

    Code: bad_phone. Rules of numbering: libphonenumber, region DZ. Short codes such as 3010 are not numbers to it.
    """
    import phonenumbers  # 60 ms of start-up that only a typed number needs

    typed = _digits_of_phone(readable(raw, "bad_phone"))
    try:
        number = phonenumbers.parse(typed, "DZ")
    except phonenumbers.NumberParseException:
        raise InputError("bad_phone") from None
    if number.country_code != 213 or number.extension or not phonenumbers.is_valid_number(number):
        raise InputError("bad_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def ccp_key(number: str) -> str:
    """Return the two-digit key of a postal account.

    It is the sum of its digits weighted 4, 5, 6… from the right, modulo 100.
    """
    total = sum(weight * int(digit) for weight, digit in enumerate(reversed(number), start=4))
    return f"{total % 100:02d}"


def rip_key(number: str) -> str:
    """Return the two-digit key of a postal account's RIP.

    It is 97 less the remainder by 97 (01 to 97).
    """
    return f"{97 - int(f'{POST_BRANCH}{int(number):0{CCP_DIGITS}d}00') % 97:02d}"


def rip(number: str) -> str:
    """Return the RIP of a postal account: 007 99999, ten digits, key."""
    return f"{POST}{POST_BRANCH}{int(number):0{CCP_DIGITS}d}{rip_key(number)}"


def _digits(raw: str, length: int, name: str) -> str:
    value = joined(without_label(readable(raw, f"{name}_digits")))
    if re.search(r"[^0-9]", value):
        raise InputError(f"{name}_digits")
    if len(value) != length:
        raise InputError(f"{name}_length", {"digits": len(value), "expected": length})
    return value


def _digits_of_phone(typed: str) -> str:
    """Return the digits with + or without; refuse letters.

    A telephone would take a letter for the digit of its key.
    """
    typed, context = typed.replace("%2B", "+").replace("%20", " "), _COUNTRY
    if uri := _URI.fullmatch(typed):
        typed = uri["number"]
        parameters = [each.strip().lower().partition("=") for each in uri["parameters"].split(";")]
        if any(name in ("ext", "isub") for name, _, _ in parameters):
            raise InputError("bad_phone")
        context = next((joined(value) for name, _, value in parameters if name == "phone-context"), _COUNTRY)
    digits = joined(without_label(typed))
    if not re.fullmatch(r"\+?[0-9]+", digits) or not re.fullmatch(r"\+213[0-9]*", context):
        raise InputError("bad_phone")
    return digits if context == _COUNTRY or digits.startswith("+") else context + digits


def _tried(parts: list[str]) -> str | InputError:
    try:
        return _account(parts)
    except InputError as problem:
        return problem


def _account(parts: list[str]) -> str:
    """Read one account from its runs of digits.

    The word for its key may be among them.
    """
    marks = [place for place, part in enumerate(parts) if not part.isdigit()]
    runs = parts[: marks[0]] if marks else list(parts)
    key = [part for part in parts[len(runs) :] if part.isdigit()]
    if not runs:
        size = 2 if len(key) > 2 and len(key[0]) == len(key[1]) == 1 else 1  # "clé 6 8"
        key, runs = key[:size], key[size:]
    digits = "".join(runs + key)
    if len(digits) == RIP_DIGITS:
        return _rip(digits)
    if len(digits) in (RIP_DIGITS - 1, RIP_DIGITS - 2) and digits.startswith(POST + POST_BRANCH):
        raise InputError(f"account_key_{'digits' if len(digits) == RIP_DIGITS - 1 else 'missing'}")
    if not marks and len(runs) > 1 and len(runs[-1]) <= _KEY_DIGITS:
        key = [runs.pop()]
    return _ccp("".join(runs), "".join(key))


def _ccp(number: str, key: str) -> str:
    if not 1 <= len(number) <= CCP_DIGITS or len(key) > CCP_DIGITS or not number.strip("0"):
        raise InputError("account_length", {"digits": len(number + key)})
    if not key:
        raise InputError("account_key_missing")
    if len(key) != _KEY_DIGITS:
        raise InputError("account_key_digits")
    if key != ccp_key(number):
        raise InputError("account_key")
    return f"{number.lstrip('0')}/{key}"


def _written_twice(parts: list[str]) -> tuple[str | None, bool]:
    """Return the account that two forms give, and whether two differ.

    It is written as the first whole one. One of them may lack its key where there are more digits than one CCP has:
    the other's key vouches for both.
    """
    digits = sum(len(part) for part in parts if part.isdigit())
    differs, is_long = False, digits > CCP_DIGITS + _KEY_DIGITS
    for cut in range(1, len(parts) if digits <= 2 * RIP_DIGITS else 1):
        halves = parts[:cut], parts[cut:]
        read = [_tried(half) for half in halves]
        whole = [each for each in read if isinstance(each, str)]
        first, second = (_number_of(half, each) for half, each in zip(halves, read, strict=True))
        if whole and first == second and (is_long or len(whole) == len(read)):
            return whole[0], False
        has_wrong_key = any(isinstance(each, InputError) and each.code == "account_key" for each in read)
        differs = differs or len(whole) == len(read) or (bool(whole) and has_wrong_key)
    return None, differs


def _number_of(parts: list[str], read: str | InputError) -> str | None:
    """Return the digits that name the account, alike in CCP and RIP.

    None where it is neither.
    """
    if isinstance(read, InputError) and read.code != "account_key_missing":
        return None
    digits = read.partition("/")[0] if isinstance(read, str) else "".join(filter(str.isdigit, parts))
    return (digits[8:18] if len(digits) > CCP_DIGITS else digits).lstrip("0")


def _rip(value: str) -> str:
    if value != rip(value[8:18]):
        raise InputError("account_key")
    if not value[8:18].strip("0"):
        raise InputError("account_length")  # nobody's account
    return value
