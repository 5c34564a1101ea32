"""What a screen says: what it shows, in the order in which it is read."""

from __future__ import annotations

import flet as ft

from screens.aloud import Passage, again, never, passages, when_asked


def test_says_texts_in_the_order_of_reading() -> None:
    shown = ft.Column([ft.Text("one"), ft.Container(ft.Row([ft.Text("two"), ft.Text("three")]))])
    assert passages(shown) == [Passage("one"), Passage("two"), Passage("three")]


def test_says_nothing_of_what_is_not_shown() -> None:
    shown = ft.Column([ft.Text("one"), ft.Column([ft.Text("two")], visible=False), ft.Text("")])
    assert passages(shown) == [Passage("one")]


def test_marks_hold_for_all_that_is_within() -> None:
    shown = ft.Column(
        [
            when_asked(ft.Column([ft.Text("Amina")])),
            again(ft.Column([ft.Text("wrong"), when_asked(ft.Text("12 April"))])),
            never(ft.Column([ft.Text("header"), again(ft.Text("within"))])),
        ]
    )
    assert passages(shown) == [
        Passage("Amina", when_asked=True),
        Passage("wrong", again=True),
        Passage("12 April", when_asked=True, again=True),
    ]


def test_what_is_typed_is_said_only_when_asked_and_a_secret_never() -> None:
    shown = ft.Column(
        [ft.TextField(value="7 chemin"), ft.TextField(value="2468", password=True), ft.TextField()]
    )
    assert passages(shown) == [Passage("7 chemin", when_asked=True)]
