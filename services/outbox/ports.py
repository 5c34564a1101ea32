"""What the outbox asks of its neighbours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from services.models.outbox import Progress, Sending

OnProgress: TypeAlias = Callable[[Progress], None]
OnChange: TypeAlias = Callable[[Sending], None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a record becomes once the ministry holds it: its body and head with the answer in them."""

    body: dict[str, Any]
    head: dict[str, Any]


class Sender(Protocol):
    """A sender of the records of one kind. Sending the same record twice has the effect of sending it once."""

    async def send(self, record_id: str, on_progress: OnProgress) -> Delivery:
        """Send a record. Raises any `QaribError`; being cancelled leaves nothing half written."""

    def withdraw(self, record_id: str) -> None:
        """Take back a record that was never attempted, in one transaction. Blocks."""
