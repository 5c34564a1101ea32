"""Postal accounts, checked as far as their keys are known.

RIP: `007 99999 AAAAAAAAAA KK` with KK = 97 - (99999 A…A 00 mod 97). CCP: the digits weighted 4, 5, 6…
from the right, their sum mod 100. Two independent public libraries agree on both.
"""

from __future__ import annotations

import re

_RIP = re.compile(r"00799999([0-9]{10})([0-9]{2})")
_CCP = re.compile(r"([0-9]{1,10})/([0-9]{2})")
_FIRST_WEIGHT = 4


def is_account(value: str) -> bool:
    """True if it is a RIP of 20 digits, or `digits/key`.

    The second form is a CCP account.
    """
    if rip := _RIP.fullmatch(value):
        return int(rip[2]) == rip_key(rip[1])
    if ccp := _CCP.fullmatch(value):
        return int(ccp[2]) == ccp_key(ccp[1])
    return False


def rip_key(account: str) -> int:
    return 97 - int(f"99999{account.zfill(10)}00") % 97


def ccp_key(account: str) -> int:
    return sum(int(digit) * weight for weight, digit in enumerate(reversed(account), _FIRST_WEIGHT)) % 100
