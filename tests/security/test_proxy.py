"""Whose address a request is counted for, at the server as a process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from ministry.settings import Settings
from tests.postgres import environment

ROOT = Path(__file__).resolve().parents[2]
READY = "Ministry is ready: "


@contextmanager
def served(data: Path, *more: str) -> Iterator[httpx.Client]:
    command = [sys.executable, "-m", "ministry", "serve", "--port", "0", "--data", str(data), *more]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**environment(data), "FORWARDED_ALLOW_IPS": "*"},
    )
    with process:
        assert process.stdout is not None
        with httpx.Client(base_url=process.stdout.readline().removeprefix(READY).strip()) as client:
            yield client
        process.terminate()


def taken(client: httpx.Client) -> int:
    """Count the codes sent to a person with ever new addresses."""
    statuses = [
        client.post(
            "/v1/sign-in/codes",
            json={"number": "111111111111"},
            headers={"X-Forwarded-For": f"192.0.2.{place}"},
        ).status_code
        for place in range(8)
    ]
    return statuses.count(202)


def test_a_forwarded_address_is_believed_from_the_proxy_only(tmp_path: Path) -> None:
    limits = Settings(data=tmp_path)
    with served(tmp_path / "alone") as client:
        assert taken(client) == limits.codes_per_hour
    with served(tmp_path / "behind", "--proxy", "127.0.0.1") as client:
        assert taken(client) == 8 <= limits.number_codes_per_hour
