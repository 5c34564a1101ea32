"""How many files the ministry's process may have open, on systems that name no number."""

from __future__ import annotations

import resource

import pytest

from ministry.serving import allow_files


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """What the system is asked for; it has 256 open files."""
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, resource.RLIM_INFINITY))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: asked.append(limits))
    return asked


def test_an_infinite_hard_limit_is_never_asked_for(asked: list[tuple[int, int]]) -> None:
    assert allow_files(2000) == 2000
    assert asked == [(2000, resource.RLIM_INFINITY)]


def test_a_system_that_refuses_keeps_what_it_gave(
    asked: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int, limits: tuple[int, int]) -> None:
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert allow_files(2000) == 256


def test_no_more_is_asked_for_than_is_wanted(asked: list[tuple[int, int]]) -> None:
    assert allow_files(200) == 200
    assert asked == []
