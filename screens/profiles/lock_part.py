"""The part of a screen in which a lock is chosen: how the profile opens, and what for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from i18n import Words
from i18n.field_problems import describe_field
from screens.components import layout, text
from screens.components.caption import FieldWords
from screens.components.choice_field import Choice, ChoiceField
from screens.components.error_summary import Entry
from screens.components.notice import Tone, notice
from screens.components.secret_field import SecretField
from screens.components.spot import spot
from screens.context import Box, use_actions, use_box, use_value, use_words
from screens.corrections import Corrections
from screens.ports import Actions
from screens.profile_ports import NewLock
from services.models.person import Profile

NONE, PIN, PASSPHRASE = "none", "pin", "passphrase"
SECRET = "secret"  # noqa: S105 - the key of a spot
"""The spot of the field for a new PIN or passphrase."""
PRESENT = "present"
"""The spot of the field for the PIN or passphrase that the profile has."""


@dataclass(frozen=True, slots=True)
class LockChoice:
    """What is chosen so far."""

    kind: str
    choose: Callable[[str], None]
    typed: Box[str]

    def lock(self) -> NewLock | None:
        """Return the lock, or None for a profile without one."""
        match self.kind:
            case "pin" | "passphrase" as kind:
                return NewLock(kind, self.typed.value)
        return None

    def wrong(self, actions: Actions, t: Words) -> list[Entry]:
        """Return what keeps it from being a lock."""
        lock = self.lock()
        problem = actions.profiles.lock_problem(lock) if lock else None
        return [Entry(SECRET, secret_name(self.kind, t), describe_field(problem, t))] if problem else []


def use_lock_choice(kind: str) -> LockChoice:
    """Keep the choice of a lock; `kind` is chosen at first."""
    chosen, set_chosen = use_value(kind)
    typed = use_box("")

    def choose(value: str) -> None:
        typed.value = ""
        set_chosen(value)

    return LockChoice(chosen, choose, typed)


def secret_name(kind: str, t: Words) -> str:
    return t("PIN") if kind == PIN else t("Passphrase")


@ft.component
def LockPart(choice: LockChoice, corrections: Corrections) -> ft.Control:
    t, actions = use_words(), use_actions()
    parts: list[ft.Control] = [
        ChoiceField(
            FieldWords(t("How does this profile open?")),
            [
                Choice(PIN, t("With a PIN"), t("4 to 12 digits.")),
                Choice(PASSPHRASE, t("With a passphrase"), t("Some words. It protects best.")),
                Choice(NONE, t("Without a code"), t("Anyone who holds this device can open it.")),
            ],
            choice.kind,
            choice.choose,
        )
    ]
    if choice.kind == NONE:
        lines = [t("Anyone who holds this device can open it. What it keeps is encrypted all the same.")]
        parts.append(notice(t("This profile opens without a code."), lines=lines, tone=Tone.ATTENTION))
    else:
        parts += [
            spot(_new_secret(choice, corrections.of(SECRET), t), SECRET),
            *(text.secondary(line) for line in _worth(choice.kind, actions.profiles.has_safe, t)),
        ]
    return layout.stack(parts, 20)


def _new_secret(choice: LockChoice, error: str, t: Words) -> ft.Control:
    def typed(value: str) -> None:
        choice.typed.value = value

    if choice.kind == PIN:
        words = FieldWords(t("PIN"), t("4 to 12 digits that only you know."), error)
    else:
        words = FieldWords(t("Passphrase"), t("At least 8 characters, for example three words."), error)
    # Another field for another kind: it starts empty.
    return layout.keyed(SecretField(words, typed, numeric=choice.kind == PIN), choice.kind)


def _worth(kind: str, has_safe: bool, t: Words) -> list[str]:
    """Say plainly what a lock keeps out."""
    lines = [t("After five wrong tries there is a wait, which grows.")]
    if kind == PIN:
        lines = [
            t("A short PIN keeps out a curious person. It does not keep out an expert with this device."),
            t("Six digits are better than four."),
            *lines,
        ]
        if not has_safe:
            lines.append(t("This device has no safe for keys. A passphrase then protects much better."))
    return lines


def present_secret(profile: Profile, typed: Box[str], corrections: Corrections, t: Words) -> list[ft.Control]:
    """Ask for what the profile opens with now; nothing without a lock."""
    if profile.lock == NONE:
        return []

    def keep(value: str) -> None:
        typed.value = value

    label = t("Your present PIN") if profile.lock == PIN else t("Your present passphrase")
    words = FieldWords(label, error=corrections.of(PRESENT))
    return [spot(SecretField(words, keep, numeric=profile.lock == PIN), PRESENT)]
