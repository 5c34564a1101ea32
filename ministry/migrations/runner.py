"""Runs the migrations from inside the program: there is no configuration file to forget."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from ministry.database import Database


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def bring_up_to_date(database: Database) -> None:
    """Applies what is missing, all of it in one transaction; another process that starts waits for it."""
    with database.engine.connect().execution_options(qarib_begin="BEGIN IMMEDIATE") as connection:
        config = configuration()
        config.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(config, "head")
