"""Numbers in what people write keep the order of their groups on an Arabic screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n.bidi import isolate, ltr

_SHOWN = dict.fromkeys(map(ord, "\u2066\u2068\u2069"))


@pytest.mark.parametrize(
    "number",
    [
        "023 45 67 89",
        "0550 12 34 56",
        "+213 550 12 34 56",
        "(021) 23 45 67",
        "45 000",
        "1 250 000",
        "٠٢٣ ٤٥ ٦٧ ٨٩",
    ],
)
@pytest.mark.parametrize("text", ["الهاتف {}", "{}", "الهاتف {}.", "اتصلوا بالرقم {}، شكرا", "سطر\n{}\nسطر"])
def test_groups_are_isolated(number: str, text: str) -> None:
    assert ltr(number.replace(" ", "\u00a0")) in isolate(text.format(number))


@pytest.mark.parametrize(
    "text", ["سنة 2026 12 ملفا", "12/03/2026", "3 أيام و 4 أيام", "article 7 9", "QGFF-G748", "1 2"]
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert "\u2066" not in isolate(text)


@given(st.text(st.sampled_from("01٢ اa+()\n/-.,"), max_size=30))
def test_nothing_is_lost_or_moved(text: str) -> None:
    assert isolate(text).translate(_SHOWN).replace("\u00a0", " ") == text
