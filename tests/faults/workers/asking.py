"""How a client of the load asks: again and again until it is answered, and everything that went wrong is noted."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

_SECONDS = 240
"""Four workers take a minute to start where the machine has much else to do."""


class NeverAnsweredError(Exception):
    """The ministry did not come back."""


@dataclass
class Record:
    """What clients saw."""

    answered: int = 0
    in_a_row: int = 0
    """Answered since one failed last."""
    failed: list[str] = field(default_factory=list)
    """How they failed."""
    wrong: Counter[str] = field(default_factory=Counter)
    """What must never be answered."""

    def fail(self, how: str) -> None:
        """Note one that failed."""
        self.failed.append(how)
        self.in_a_row = 0


class Asker:
    """One client with an address of its own."""

    def __init__(self, port: int, record: Record, address: str) -> None:
        self.record = record
        self._http = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            headers={"X-Forwarded-For": address},
            timeout=20,
            trust_env=False,
        )

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Until it is answered."""
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            answer = await self.once(method, path, **more)
            if answer is not None:
                return answer
            await asyncio.sleep(0.05)
        raise NeverAnsweredError(f"{method} {path}")

    async def once(self, method: str, path: str, **more: Any) -> httpx.Response | None:
        """Ask once; None without an answer, or to come again."""
        try:
            answer = await self._http.request(method, path, **more)
        except httpx.TransportError as error:
            self.record.fail(type(error).__name__)
            return None
        if answer.status_code == 503:
            if not answer.headers.get("Retry-After", "").isdigit():
                self.record.wrong["503 without Retry-After"] += 1
            self.record.fail("503")
            return None
        if answer.status_code >= 500:
            self.record.wrong[f"{answer.status_code} for {method} {path[:14]}"] += 1
        self.record.answered += 1
        self.record.in_a_row += 1
        return answer

    async def close(self) -> None:
        await self._http.aclose()


def name_of(answer: httpx.Response) -> str:
    """Return the problem's name, empty if there is none."""
    if answer.headers.get("content-type") != "application/problem+json":
        return ""
    return str(answer.json()["type"]).removeprefix("urn:qarib:problem:")
