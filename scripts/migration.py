"""Write the migration that brings a database to the tables of the code: `make migration`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from ministry.embedded import embedded
from ministry.migrations.runner import brought_up_to_date, configuration

VERSIONS = Path(__file__).resolve().parents[1] / "ministry" / "migrations" / "versions"


def main(message: str) -> Path:
    """Write what an up-to-date database lacks of the tables; return the file."""
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded(Path(folder)) as url,
        brought_up_to_date(url) as connection,
    ):
        config = configuration()
        config.attributes["connection"] = connection
        newest = ScriptDirectory.from_config(config).get_current_head() or "0000"
        number = f"{int(newest) + 1:04}"
        command.revision(config, message, autogenerate=True, rev_id=number)
    (written,) = VERSIONS.glob(f"{number}_*.py")
    lines = written.read_text(encoding="utf-8").splitlines(keepends=True)
    written.write_text("".join(each for each in lines if "# ###" not in each), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", written], check=True)
    return written


if __name__ == "__main__":
    sys.stdout.write(f"{main(sys.argv[1])}\n")
