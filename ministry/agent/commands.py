"""`python -m ministry agent …`: list · open · ask · message · decide · withdraw-form · end-sign-ins · audit · jobs.

A noun adds its own in a module `agent`: `add(commands)` adds parsers, whose default `do` is awaited with the arguments,
the ministry and who works.
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ministry.agent.printing import file_lines, safe, waiting_lines
from ministry.audit import newest
from ministry.auth.tokens import Tokens
from ministry.blobs import BlobStoreError
from ministry.cases.desk import Desk, File
from ministry.cases.errors import DeskError
from ministry.cases.steps import OUTCOMES
from ministry.clock import rfc3339
from ministry.nouns import parts
from ministry.server import Ministry, open_ministry
from ministry.settings import Settings

_SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


def add_agent_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="work", required=True)
    commands.add_parser("list", help="cases that are not decided, the oldest first")

    opening = commands.add_parser("open", help="begin to read a case; prints its answers")
    opening.add_argument("case", help="reference or id")
    opening.add_argument("--papers", type=Path, help="a folder to copy its papers to")

    asking = commands.add_parser("ask", help="ask for a paper, again or for the first time")
    asking.add_argument("case")
    asking.add_argument("--question", required=True, help="the paper question of the form")
    asking.add_argument("--reason", required=True)
    asking.add_argument("--due", type=date.fromisoformat, help="YYYY-MM-DD")

    messaging = commands.add_parser("message", help="write to the person")
    messaging.add_argument("case")
    messaging.add_argument("text")

    deciding = commands.add_parser("decide", help="end a case, with a letter")
    deciding.add_argument("case")
    deciding.add_argument("--outcome", required=True, choices=OUTCOMES)
    deciding.add_argument("--reasons", required=True)
    deciding.add_argument("--paper", type=Path, help="a PDF instead of the letter that is set by itself")

    withdrawing = commands.add_parser("withdraw-form", help="no longer take a form; publish its next version")
    withdrawing.add_argument("service")

    ending = commands.add_parser("end-sign-ins", help="sign a person out everywhere: a stolen or lost device")
    ending.add_argument("number", help="social-security number")

    auditing = commands.add_parser("audit", help="who did what, the newest last")
    auditing.add_argument("--record", help="of one record only: an id")
    auditing.add_argument("--last", type=_count, default=100, help="how many lines")

    commands.add_parser("jobs", help="jobs that failed for good within a week, as codes that were not sent")
    for part in parts("agent"):
        part.add(commands)


def _count(text: str) -> int:
    if not (text.isdecimal() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"{text!r} is not how many lines")
    return int(text)


def run_agent(chosen: argparse.Namespace, settings: Settings) -> int:
    """Return the exit status. What went wrong is said on standard error."""
    try:
        _require_utf8(chosen)
        _say(asyncio.run(_worked(chosen, open_ministry(settings))))
    except (DeskError, OSError) as error:
        sys.stderr.write(f"{safe(str(error))}\n")
        return 1
    except BlobStoreError as error:
        sys.stderr.write(f"The store of papers does not answer: {error}\n")
        return 1
    return 0


def _require_utf8(chosen: argparse.Namespace) -> None:
    """Raise `DeskError` for an argument that has bytes of no text."""
    for name, given in vars(chosen).items():
        if isinstance(given, str) and any("\ud800" <= sign <= "\udfff" for sign in given):
            raise DeskError(f"the argument {name} is not UTF-8")


async def _worked(chosen: argparse.Namespace, ministry: Ministry) -> Iterable[str]:
    try:
        return await _work(chosen, ministry)
    finally:
        await ministry.context.database.close()


async def _work(chosen: argparse.Namespace, ministry: Ministry) -> Iterable[str]:
    who = f"agent:{getpass.getuser()}"
    if "do" in chosen:
        return await chosen.do(chosen, ministry, who)  # type: ignore[no-any-return]
    match chosen.work:
        case "withdraw-form":
            return [await _withdraw(ministry, chosen.service, who)]
        case "end-sign-ins":
            return [await _end_sign_ins(ministry, chosen.number, who)]
        case "audit":
            return await _audit(ministry, chosen.record, chosen.last)
        case "jobs":
            async with ministry.context.database.look() as session:
                failed = await ministry.jobs.failed(session)
            return (f"{rfc3339(job.at)}  {job.name}  {job.record}  {job.attempts} tries" for job in failed)
    return await _work_on_cases(chosen, ministry, ministry.desk.of(who))


async def _work_on_cases(chosen: argparse.Namespace, ministry: Ministry, desk: Desk) -> Iterable[str]:
    match chosen.work:
        case "list":
            return waiting_lines(await desk.waiting())
        case "open":
            await desk.review(chosen.case)
            await desk.read_messages(chosen.case)
            file = await desk.open(chosen.case)
            return [*file_lines(file), *await _copied(file, ministry, chosen.papers)]
        case "ask":
            return [await desk.ask(chosen.case, chosen.question, chosen.reason, chosen.due)]
        case "message":
            await desk.message(chosen.case, chosen.text)
        case "decide":
            paper = chosen.paper.read_bytes() if chosen.paper else None
            await desk.decide(chosen.case, chosen.outcome, chosen.reasons, paper)
    return []


async def _end_sign_ins(ministry: Ministry, number: str, who: str) -> str:
    context = ministry.context
    async with context.database.write() as session:
        ended = await Tokens(context.settings, context.clock).close_all(session, "".join(number.split()), who)
    if ended is None:
        raise DeskError("nobody has this number")
    return f"{ended} ended"


async def _audit(ministry: Ministry, record: str | None, last: int) -> Iterable[str]:
    async with ministry.context.database.read() as session:
        lines = await newest(session, record, last)
    return (
        safe(f"{rfc3339(line.at)}  {line.who or '-'}  {line.operation}  {line.record or '-'}  {line.outcome}")
        for line in lines
    )


async def _withdraw(ministry: Ministry, service_id: str, who: str) -> str:
    try:
        return await ministry.publisher.withdraw(service_id, who)
    except LookupError:
        raise DeskError(f"there is no service {service_id}") from None


async def _copied(file: File, ministry: Ministry, folder: Path | None) -> list[str]:
    if folder is None:
        return []
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    copied = []
    for number, paper in enumerate(file.papers, 1):
        name = f"{file.request.reference}-{number}-{paper.question_id}{_SUFFIXES[paper.media_type]}"
        (folder / name).write_bytes(await ministry.content.read(paper.sha256))
        copied.append(str(folder / name))
    return copied


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
