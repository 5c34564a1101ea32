"""`with_system_postgres.py …`: runs Python with these arguments, its tests on the PostgreSQL that the system has.

A new cluster on a socket of its own, under an account without rights where this is run by root; it ends
with the command. Debian's package is `postgresql`; elsewhere `pg_config` says where the programs are.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_ACCOUNT = "postgres"
"""The one that Debian's package makes."""
_SETTINGS = "fsync=off full_page_writes=off synchronous_commit=off max_connections=400"


def main() -> int:
    programs = _programs()
    # A socket has a short name.
    with tempfile.TemporaryDirectory(prefix="qarib-postgres-") as name:
        folder = Path(name)
        account: dict[str, Any] = {}
        if os.geteuid() == 0:
            shutil.chown(folder, _ACCOUNT)
            account = {"user": _ACCOUNT}

        def run(program: str, *arguments: str) -> None:
            command: list[str | Path] = [programs / program, "-D", folder / "files", *arguments]
            subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **account)

        run("initdb", "--auth=trust", "--username=postgres", "--encoding=utf8", "--no-sync")
        options = " ".join(f"-c {each}" for each in _SETTINGS.split())
        run("pg_ctl", "-l", str(folder / "log"), "-w", "-o", f"-h '' -k {folder} {options}", "start")
        try:
            url = f"postgresql://postgres@/postgres?host={folder}"
            environment = {**os.environ, "QARIB_TEST_DATABASE": url}
            command = [sys.executable, *sys.argv[1:]]
            return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        finally:
            run("pg_ctl", "-m", "immediate", "stop")


def _programs() -> Path:
    """Return the newest that is installed. Raises SystemExit if there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin_: int(bin_.parent.name))
    if debian:
        return debian[-1]
    try:
        told = subprocess.run(["pg_config", "--bindir"], check=True, capture_output=True, text=True)
    except FileNotFoundError:
        sys.exit("No PostgreSQL is installed: apt-get install postgresql")
    return Path(told.stdout.strip())


if __name__ == "__main__":
    sys.exit(main())
