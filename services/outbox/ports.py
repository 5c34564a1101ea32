"""What the outbox asks of its neighbours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from services.models.change import Change
from services.models.outbox import Progress, Sending

OnProgress: TypeAlias = Callable[[Progress], None]
OnChange: TypeAlias = Callable[[Sending], None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a record becomes once the ministry holds it: its body and head with the answer in them."""

    body: dict[str, Any]
    head: dict[str, Any]


Sync: TypeAlias = Callable[[], Awaitable[Change]]
"""Keeps what the ministry has of one kind; returns what changed. Raises `MinistryError`."""
Sender: TypeAlias = Callable[[str, OnProgress], Awaitable[Delivery]]
"""Sends a record of one kind, by its id. Sending it twice has the effect of sending it once.

Raises any `QaribError`; being cancelled leaves nothing half written.
"""
