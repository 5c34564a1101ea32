"""`python -m ministry`: serve · work · agent · people · carry-over."""

from __future__ import annotations

import argparse
import asyncio
import errno
import getpass
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ministry.agent.commands import add_agent_commands, run_agent
from ministry.agent.printing import safe
from ministry.auth.people import enrolment
from ministry.clock import utc_now
from ministry.contract.records import Person
from ministry.earlier_database import CARRIED, NAME, earlier_database
from ministry.errors import StartError
from ministry.files import close_to_others, keep_new_files_private
from ministry.migrations.runner import brought_up_to_date
from ministry.server import Ministry, database_url, open_ministry
from ministry.settings import Settings
from ministry.start_words import start_words

_PEOPLE = TypeAdapter(list[Person])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, or 1 after a reported error.

    The error is a line on standard error.
    """
    parser = argparse.ArgumentParser(prog="python -m ministry", description="The funds' reference server.")
    commands = parser.add_subparsers(dest="command", required=True)

    serving = commands.add_parser("serve", help="answer the public API on loopback")
    _data(serving)
    serving.add_argument("--port", type=_port, default=os.environ.get("MINISTRY_PORT", "8550"))
    serving.add_argument(
        "--proxy",
        default=os.environ.get("MINISTRY_PROXY") or None,
        help="address of the proxy in front, whose X-Forwarded-For is believed",
    )
    serving.add_argument(
        "--workers",
        type=int,
        default=int(os.environ.get("MINISTRY_WORKERS", "1")),
        help="processes that answer, one for each processor",
    )
    serving.add_argument("--demo", action="store_true", help="an invented citizen and a clerk of its own")
    serving.add_argument(
        "--clerk-seconds",
        type=float,
        default=float(os.environ.get("MINISTRY_CLERK_SECONDS", "3")),
        help="how long the demonstration's clerk takes for a step",
    )
    serving.add_argument(
        "--without-jobs",
        action="store_true",
        default=os.environ.get("MINISTRY_JOBS") == "apart",
        help="leave jobs, as the sending of codes, to `work`",
    )
    working = commands.add_parser("work", help="do the jobs of servers that run without them")
    _data(working)
    agent = commands.add_parser("agent", help="work on cases")
    _data(agent)
    add_agent_commands(agent)
    people = commands.add_parser("people", help="bring in persons that the fund knows")
    _data(people)
    people.add_argument("file", type=Path, help="JSON: a list of persons as GET /v1/person answers them")

    carrying = commands.add_parser(
        "carry-over", help="bring the database of an earlier version into PostgreSQL"
    )
    _data(carrying)

    chosen = parser.parse_args(arguments)
    keep_new_files_private()
    try:
        return _run(chosen)
    except StartError as error:
        sys.stderr.write(f"The ministry cannot start: {start_words(error)}\n")
    except OSError as error:
        sys.stderr.write(f"The ministry cannot start: {_why(error, chosen)}\n")
    return 1


def _run(chosen: argparse.Namespace) -> int:
    if chosen.command == "serve":
        return _serve(chosen)
    if chosen.command == "work":
        return _work(_settings(chosen))
    if chosen.command == "carry-over":
        return _carry_over(_settings(chosen))
    if chosen.command == "agent":
        return run_agent(chosen, _settings(chosen))
    return _people(chosen)


def _carry_over(settings: Settings) -> int:
    if not (settings.data / NAME).exists():
        if (settings.data / CARRIED).exists():
            sys.stdout.write(f"It is carried over already, and kept as {settings.data / CARRIED}.\n")
            return 0
        sys.stderr.write(f"There is no {settings.data / NAME}.\n")
        return 1
    with earlier_database(settings.data) as earlier:
        close_to_others(settings.data)
        with brought_up_to_date(database_url(settings)) as connection:
            carried = earlier.carry_over(connection, utc_now(), _agent())
        aside = earlier.put_aside()
    for table, rows in carried.items():
        sys.stdout.write(f"{table}: {rows}\n")
    sys.stdout.write(f"The earlier database is kept as {aside}.\n")
    return 0


def _data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("MINISTRY_DATA") or ".run/ministry"),
        help="the folder that the server keeps everything in",
    )
    parser.add_argument(
        "--database",
        default=os.environ.get("MINISTRY_DATABASE") or None,
        help="URL of a PostgreSQL database; without one, PostgreSQL runs on a folder in the data folder",
    )
    parser.add_argument(
        "--blobs",
        default=os.environ.get("MINISTRY_BLOBS") or None,
        help="s3://bucket/prefix for papers, with AWS_… of the environment; without it, a folder in the data folder",
    )
    parser.add_argument(
        "--sms",
        default=os.environ.get("MINISTRY_SMS") or None,
        help="http://user:password@host:port/cgi-bin/sendsms of Kannel; without it, a folder in the data folder",
    )


def _serve(chosen: argparse.Namespace) -> int:
    # Imported here: an agent's command needs no web server.
    from ministry.serving import serve

    settings = replace(
        _settings(chosen),
        demo=chosen.demo,
        clerk_seconds=chosen.clerk_seconds,
        proxy=chosen.proxy,
        jobs=not chosen.without_jobs,
    )
    if chosen.demo:
        settings = settings.for_everybody_at_once()
    serve(settings, chosen.port, chosen.workers)
    return 0


def _work(settings: Settings) -> int:
    from ministry.serving import work

    work(settings)
    return 0


def _why(error: OSError, chosen: argparse.Namespace) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {chosen.port} is taken. Choose another with --port or MINISTRY_PORT; 0 takes any."
    return f"{error.strerror}: {error.filename}" if error.filename else f"{error.strerror}."


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 to 65535 (MINISTRY_PORT)")
    return int(text)


def _people(chosen: argparse.Namespace) -> int:
    try:
        records = _PEOPLE.validate_json(chosen.file.read_bytes())
    except OSError as error:
        sys.stderr.write(f"The file cannot be read: {error.strerror}\n")
        return 1
    except ValidationError as error:
        # Where and why, never what: the file is about persons.
        for wrong in error.errors(include_input=False, include_url=False):
            sys.stderr.write(safe(f"{'/'.join(map(str, wrong['loc']))}: {wrong['msg']}") + "\n")
        return 1
    asyncio.run(_enrolled(open_ministry(_settings(chosen)), records))
    return 0


async def _enrolled(ministry: Ministry, records: list[Person]) -> None:
    context, who = ministry.context, _agent()
    async with context.database.write() as session:
        for record in records:
            await session.execute(enrolment(record, context.clock(), who))
    await context.database.close()


def _agent() -> str:
    """Return who works at this terminal, as the audit trail names them."""
    return f"agent:{getpass.getuser()}"


def _settings(chosen: argparse.Namespace) -> Settings:
    return Settings(data=chosen.data, database_url=chosen.database, blobs=chosen.blobs, sms=chosen.sms)
