"""A device on which everything has happened: made once, in process, then copied for each worker."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from ministry.catalogue.loader import load
from screens.given import OpenDraft, PickedFile
from services.models.comfort import Comfort, Contrast
from services.vault.keystore import FOLDER, FileKeystore
from services.vault.recovery import RecoveryCode
from tests.components.world import Line, Visit, World
from tests.contract.filling import filled, typed
from tests.journeys.known import settle_in
from tests.journeys.papers import photograph

FULL, OFFLINE, SIMPLE, EMPTY, ALONE, NEW = "full", "offline", "simple", "empty", "alone", "new"
"""Devices: one on which everything happened; the same without a network; one in simple mode; a profile with
nothing; a request that waits for its sign-in; one that was never used."""
HOME = "home"
_KEPT = "seed.json"
_LOCKED = ("Brahim", "2468", RecoveryCode(1))
_SERVICE = "affiliation_certificate"
_PAPER = "identity_card"
_DUE = date(2026, 12, 20)
"""The day before which a paper is asked for."""


class _RefusingLine(Line):
    """The ministry's network, through which one request is answered as one that cannot be taken."""

    refuses = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.refuses and request.method == "PUT":
            problem = {"type": "urn:qarib:problem:validation", "title": "…", "status": 422, "errors": []}
            kind = {"content-type": "application/problem+json"}
            return httpx.Response(422, headers=kind, content=json.dumps(problem), request=request)
        return await super().handle_async_request(request)


class _Seeding(World):
    """The world of one device, on the keystore that the app itself finds there."""

    def __init__(self, folder: Path, device: str) -> None:
        super().__init__(folder, load())
        self.line: Any = _RefusingLine(self.ministry)
        self.home = folder / device / HOME
        self.keystore: Any = FileKeystore(self.home / FOLDER)


class Device:
    """What is done on it, by the actions that its screens call."""

    def __init__(self, world: World, visit: Visit, folder: Path) -> None:
        self.world, self.visit, self.actions = world, visit, visit.window.actions
        self.paper = photograph(folder / "page.jpg")
        self.catalogue = load().document

    async def draft(self, service_id: str, *, answered: bool = False, papers: bool = False) -> str:
        """Make a draft: new, answered, or with its papers too."""
        draft_id = await self.actions.drafts.start(service_id)
        if answered or papers:
            opened = await self._open(draft_id)
            form = next(each["form"] for each in self.catalogue["services"] if each["id"] == service_id)
            answers, asked = filled(form, date.today())  # noqa: DTZ011 - the device's own day
            for question_id, value in answers.items():
                if not opened.draft.inputs.get(question_id):
                    self.actions.drafts.write(opened, question_id, typed(value))
            for question_id in asked if papers else []:
                await self.actions.drafts.add_document(opened, question_id, self._picked(), lambda _: None)
        return draft_id

    async def send(self, service_id: str, *, arrives: bool = True) -> str:
        """Send a request; `arrives` waits for its receipt."""
        draft_id = await self.draft(service_id, answered=True, papers=True)
        opened = await self._open(draft_id)
        problems = self.actions.drafts.check_all(opened)
        assert not problems, problems
        await self.actions.drafts.send(opened)
        if arrives:
            await self._until(draft_id, lambda request: request.reference is not None)
        return draft_id

    async def refused(self) -> str:
        self.world.line.refuses = True  # type: ignore[attr-defined]
        request_id = await self.send(_SERVICE, arrives=False)
        await self._until(request_id, lambda request: request.sending.state == "needs_attention")
        self.world.line.refuses = False  # type: ignore[attr-defined]
        return request_id

    async def replies(
        self, case_id: str, ask_id: str, meanwhile: Callable[[], object] = lambda: None
    ) -> None:
        """Send a paper to the agency, taken or refused.

        `meanwhile` happens there while the device has no network.
        """
        paper = await self.actions.cases.keep_paper(self._picked(), lambda _: None)
        self.world.line.is_cut = True
        await self.actions.cases.reply(case_id, ask_id, [paper], "La page entière, cette fois.")
        meanwhile()
        self.world.line.is_cut = False
        self.visit.window.profile.outbox.wake()
        await self._until(
            case_id,
            lambda request: request.replies[ask_id].state.sending.state in ("sent", "needs_attention"),
        )

    async def unsendable(self, case_id: str) -> None:
        """Write a message that the ministry does not take."""
        self.world.line.refuses = True  # type: ignore[attr-defined]
        await self.actions.cases.write(case_id, "Bonjour, ma demande avance-t-elle ?")
        await self._until(
            case_id, lambda request: [each.state for each in request.messages] == ["needs_attention"]
        )
        self.world.line.refuses = False  # type: ignore[attr-defined]

    async def held(self) -> str:
        self.world.line.is_cut = True
        request_id = await self.send(_SERVICE, arrives=False)
        await self.actions.requests.hold(request_id)
        await self._until(request_id, lambda request: request.sending.state == "held")
        self.world.line.is_cut = False
        self.visit.window.profile.outbox.wake()
        return request_id

    async def waiting(self) -> str:
        """Write what waits, as the last thing done on a device.

        Done earlier, it would leave.
        """
        self.world.line.is_cut = True
        return await self.send(_SERVICE, arrives=False)

    async def waits_with(self, case_id: str, ask_id: str) -> None:
        """Write a reply and a message that wait."""
        paper = await self.actions.cases.keep_paper(self._picked(), lambda _: None)
        await self.actions.cases.reply(case_id, ask_id, [paper], "")
        await self.actions.cases.write(case_id, "Bonjour, le document suit.")

    async def _open(self, draft_id: str) -> OpenDraft:
        opened = await self.actions.drafts.open(draft_id)
        assert opened is not None
        return opened

    async def _until(self, request_id: str, holds: Callable[[Any], bool]) -> None:
        for _ in range(600):
            request = await self.actions.requests.open(request_id)
            if request is not None and holds(request):
                return
            await asyncio.sleep(0.05)
        told = (request.sending, request.case) if request else None
        raise AssertionError(f"it did not come so far: {told}")

    def _picked(self) -> PickedFile:
        data = self.paper.read_bytes()

        async def read(progress: Callable[[float], None]) -> bytes:
            progress(1.0)
            return data

        return PickedFile(self.paper.name, len(data), read)


@asynccontextmanager
async def _device(folder: Path, name: str, *, signed_in: bool = True) -> AsyncIterator[Device]:
    world = _Seeding(folder, name)
    await world.start()
    try:
        async with Visit(world.house, "fr") as visit:
            comfort = Comfort(contrast=Contrast.LIGHT, simple=name == SIMPLE)
            await settle_in(visit, comfort, signed_in=signed_in)
            yield Device(world, visit, folder)
    finally:
        await world.stop()
        world.close()


async def _full(folder: Path) -> dict[str, str]:
    made: dict[str, str] = {}
    async with _device(folder, FULL) as device:
        desk = device.world.desk
        for service_id in ("sick_leave", "chifa_card", "invalidity_pension", "jobseeker"):
            made[f"draft.{service_id}"] = await device.draft(service_id)
        for service_id in ("reimbursement", "sick_leave"):
            made[f"answered.{service_id}"] = await device.draft(service_id, answered=True)
        made["complete"] = await device.draft("jobseeker", papers=True)
        for state in ("received", "in_review", "messages", "unread", "accepted"):
            made[state] = await device.send(_SERVICE)
        made["asked"] = await device.send("jobseeker")
        made["refused_decision"] = await device.send(_SERVICE)
        for state in ("in_review", "messages", "unread", "accepted", "asked", "refused_decision"):
            desk.review(made[state])
        desk.message(made["messages"], "Nous lisons votre demande.")
        desk.message(made["unread"], "Nous lisons votre demande.")
        desk.decide(made["accepted"], "accepted", "Le dossier est complet.")
        desk.decide(made["refused_decision"], "refused", "Il manque deux années.")
        made["ask"] = desk.ask(made["asked"], _PAPER, "La photographie est coupée.")
        for state in ("late", "replied", "unsendable", "waits"):
            made[state] = await device.send("jobseeker")
            desk.review(made[state])
            made[f"ask.{state}"] = desk.ask(made[state], _PAPER, "La photographie est coupée.", _DUE)
        for state in ("appealable", "appeal_read"):
            made[state] = await device.send("sick_leave")
            desk.decide(made[state], "refused", "L’arrêt commence avant l’affiliation.")
        for words in ("La lettre est jointe.", "Vous pouvez faire un recours."):
            desk.message(made["appealable"], words)
        made["rejected"] = await device.refused()
        made["held"] = await device.held()
        await device.actions.cases.refresh()
        await device.actions.cases.write(made["messages"], "Merci de votre réponse.")
        await device.replies(
            made["late"],
            made["ask.late"],
            lambda: desk.decide(made["late"], "refused", "Le document n’est pas arrivé."),
        )
        await device.replies(made["replied"], made["ask.replied"])
        await device.unsendable(made["unsendable"])
        await device.actions.cases.refresh()
        desk.message(made["messages"], "Une copie suffit.")
        await device.actions.cases.refresh()
        for state in ("accepted", "refused_decision", "appeal_read"):
            await device.actions.cases.read_decision(made[state])
        made["profile"] = device.visit.window.profile.profile.id
        made["locked"] = (await asyncio.to_thread(device.world.house.profiles.create, *_LOCKED)).id
        made["waiting"] = await device.waiting()
        await device.waits_with(made["waits"], made["ask.waits"])
    return made


async def _others(folder: Path) -> dict[str, str]:
    async with _device(folder, EMPTY, signed_in=False):
        pass
    async with _device(folder, ALONE, signed_in=False) as device:
        made = {"unsigned": await device.send(_SERVICE, arrives=False)}
    async with _device(folder, SIMPLE) as device:
        made["simple.sick_leave"] = await device.draft("sick_leave")
        made["simple.complete"] = await device.draft("jobseeker", papers=True)
    return made


def make(folder: Path) -> dict[str, str]:
    """Write the ministry's data and the devices' homes; return the ids."""
    folder.mkdir(parents=True, exist_ok=True)
    made = asyncio.run(_full(folder)) | asyncio.run(_others(folder))
    (folder / NEW).mkdir()
    shutil.copytree(folder / FULL, folder / OFFLINE)
    (folder / _KEPT).write_text(json.dumps(made), encoding="utf-8")
    return made


def copy(folder: Path, to: Path) -> dict[str, str]:
    """Copy a world for one worker.

    Two workers on one would end each other's sign-in.
    """
    shutil.copytree(folder, to)
    made: dict[str, str] = json.loads((to / _KEPT).read_text(encoding="utf-8"))
    return made
