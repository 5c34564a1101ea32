"""`make soak`: the faults at length. Prints the seed of every run, so that one that fails can be repeated.

python scripts/soak.py [--messages N] [--cuts N] [--flips N] [--hours H] [--seed S]
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAULTS = (
    "tests/faults/test_soak.py",
    "tests/faults/test_damage.py",
    "tests/faults/test_power_cut.py",
    "tests/faults/test_every_write.py",
    "tests/faults/test_vault_kill.py",
    "tests/faults/test_outbox_kill.py",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make soak", description="The faults at length.")
    parser.add_argument("--messages", type=int, default=1000, help="sent in each run, both sides killed")
    parser.add_argument("--cuts", type=int, default=25, help="power cuts in each run")
    parser.add_argument("--flips", type=int, default=500, help="single bits of a profile flipped in each run")
    parser.add_argument("--hours", type=float, default=0.0, help="runs again, with other seeds, until then")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="of the first run")
    chosen = parser.parse_args()
    ends = time.monotonic() + 3600 * chosen.hours
    seed = chosen.seed
    while True:
        counts = f"{chosen.messages} messages, {chosen.cuts} power cuts, {chosen.flips} flips"
        print(f"soak: seed {seed}, {counts}", flush=True)
        if code := run(seed, chosen.messages, chosen.cuts, chosen.flips):
            print(f"soak: failed; repeat it with --seed {seed} --messages {chosen.messages}")
            return code
        if time.monotonic() >= ends:
            return 0
        seed += 1


def run(seed: int, messages: int, cuts: int, flips: int) -> int:
    environment = {
        **os.environ,
        "QARIB_SOAK_SEED": str(seed),
        "QARIB_SOAK_MESSAGES": str(messages),
        "QARIB_SOAK_CUTS": str(cuts),
        "QARIB_SOAK_FLIPS": str(flips),
    }
    command = [sys.executable, "-m", "pytest", "-q", "-rP", *FAULTS]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
