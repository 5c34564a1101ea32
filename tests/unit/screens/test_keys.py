"""The table of shortcuts: what each key does, and that none can be pressed by writing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import LANGUAGES, Words
from screens.keys import SHORTCUTS, Act, Shortcut, act_of, caption, moves, purpose

BROWSERS_OWN = {"F1", "F3", "F4", "F5", "F6", "F7", "F10", "F11", "F12"}


@pytest.mark.parametrize("each", SHORTCUTS, ids=lambda each: each.act.name)
def test_a_key_does_what_the_table_says(each: Shortcut) -> None:
    assert act_of(each.key, shift=each.shift) is each.act


def test_every_act_has_one_key() -> None:
    assert sorted(each.act.name for each in SHORTCUTS) == sorted(act.name for act in Act)
    assert len({(each.key, each.shift) for each in SHORTCUTS}) == len(SHORTCUTS)


def test_no_shortcut_is_taken_by_a_browser() -> None:
    assert not {each.key for each in SHORTCUTS} & BROWSERS_OWN


def test_switched_off_only_escape_works() -> None:
    assert [each.act for each in SHORTCUTS if act_of(each.key, shift=each.shift, on=False)] == [Act.CLOSE]


@given(st.characters(), st.booleans())
def test_no_letter_of_any_layout_is_a_shortcut(letter: str, shift: bool) -> None:
    assert act_of(letter, shift=shift) is None


@pytest.mark.parametrize("each", SHORTCUTS, ids=lambda each: each.act.name)
def test_a_shortcut_with_another_modifier_belongs_to_the_system(each: Shortcut) -> None:
    assert act_of(each.key, shift=each.shift, other=True) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_named_in_every_language(language: str) -> None:
    t = Words(language)
    listed = [(caption(each, t), purpose(each.act, t)) for each in SHORTCUTS] + moves(t)
    assert all(key and does for key, does in listed)
    assert len({key for key, _ in listed}) == len(listed)
    assert any(re.search("F9", key) for key, _ in listed)
