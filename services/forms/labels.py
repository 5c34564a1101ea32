"""Words around a number that say which it is: "NSS : ", "(NIN)", "Mobile-", "… (WhatsApp)"."""

from __future__ import annotations

import re
import unicodedata

_HEAD = re.compile(r"[^\d+]*", re.ASCII)
_TAIL = re.compile(r"[^\d]*$", re.ASCII)
_LETTERS = re.compile(r"[^\W\d_]+")
_ATTACHED = re.compile(
    r"nin|nss|t[eé]l(?:[eé]phone)?|phone|gsm|mob(?:ile)?|portable|fixe|fax|num[eé]ro|رقم|(?:ال)?(?:هاتف|جوال|محمول|نقال)",
    re.IGNORECASE,
)
"""Labels that may touch their number: "NIN109…". A letter of another word may be a digit that was read wrongly."""
_LIKE_DIGITS = frozenset("OoIilLBSZ")
_SEPARATORS = frozenset(" .,،_/~()[]·•‧∙・")


def without_label(typed: str) -> str:
    """Return the number without the words before and after it.

    What may be a part of the number stays.
    """
    head = _HEAD.match(typed)
    start = head.end() if head and _is_label(typed[: head.end()], typed[head.end() :]) else 0
    tail = _TAIL.search(typed, start)
    end = tail.start() if tail and _is_apart(tail[0], tail[0][:1]) else len(typed)
    return typed[start:end]


def joined(number: str) -> str:
    """Return a number without the signs that part its groups."""
    return "".join(sign for sign in number if sign not in _SEPARATORS and unicodedata.category(sign) != "Pd")


def _is_label(head: str, rest: str) -> bool:
    words = _LETTERS.findall(head)
    touches = bool(words) and head.endswith(words[-1]) and not rest.startswith("+")
    return _is_apart(head, "" if touches and _ATTACHED.fullmatch(words[-1]) else head[-1:] if touches else "")


def _is_apart(words: str, beside: str) -> bool:
    """True if no word may belong to the number beside it.

    `beside` is the number's sign next to the words.
    """
    letters = "".join(_LETTERS.findall(words))
    alike = len(letters) == 1 and letters in _LIKE_DIGITS
    return not (alike or beside.isalnum() or unicodedata.category(beside or " ").startswith("M"))
