"""`make soak`: the faults at length. Prints the seed of every run, so that one that fails can be repeated.

python scripts/soak.py [--messages N] [--cuts N] [--flips N] [--breaks N] [--hours H] [--seed S]
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
    "tests/faults/test_workers_killed.py",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make soak", description="The faults at length.")
    parser.add_argument("--messages", type=int, default=1000, help="sent in each run, both sides killed")
    parser.add_argument("--cuts", type=int, default=25, help="power cuts in each run")
    parser.add_argument("--flips", type=int, default=500, help="single bits of a profile flipped in each run")
    parser.add_argument("--breaks", type=int, default=40, help="of the ministry under load, in each run")
    parser.add_argument("--hours", type=float, default=0.0, help="runs again, with other seeds, until then")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="of the first run")
    chosen = parser.parse_args()
    ends = time.monotonic() + 3600 * chosen.hours
    seed = chosen.seed
    while True:
        counts = {
            "MESSAGES": chosen.messages,
            "CUTS": chosen.cuts,
            "FLIPS": chosen.flips,
            "BREAKS": chosen.breaks,
        }
        told = " ".join(f"--{name.lower()} {count}" for name, count in counts.items())
        print(f"soak: --seed {seed} {told}", flush=True)
        if code := run(seed, counts):
            print(f"soak: failed; repeat it with --seed {seed} {told}")
            return code
        if time.monotonic() >= ends:
            return 0
        seed += 1


def run(seed: int, counts: dict[str, int]) -> int:
    told = {f"QARIB_SOAK_{name}": str(count) for name, count in {"SEED": seed, **counts}.items()}
    environment = {**os.environ, **told}
    command = [sys.executable, "-m", "pytest", "-q", "-rP", *FAULTS]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
