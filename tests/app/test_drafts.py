"""Drafts: begun with what is known, sent once, gone for good, and their papers with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from app.session.drafts import DraftActions
from ministry.demo import CITIZEN, CODE
from screens.given import OpenDraft, PickedFile
from services.errors import DocumentError, StorageFullError
from services.models.outbox import SendState
from services.models.request import Draft, Request
from tests.components.world import Visit, World
from tests.journeys.papers import photograph

SERVICE = "affiliation_certificate"


def drafts_of(visit: Visit) -> DraftActions:
    actions = visit.window.actions.drafts
    assert isinstance(actions, DraftActions)
    return actions


async def started(visit: Visit, service_id: str = SERVICE) -> OpenDraft:
    drafts = drafts_of(visit)
    opened = await drafts.open(await drafts.start(service_id))
    assert opened is not None
    return opened


async def complete(visit: Visit) -> OpenDraft:
    """Write a draft that can be sent."""
    opened, drafts = await started(visit), drafts_of(visit)
    for question_id, value in {
        "certificate_kind": "affiliation",
        "fund": "cnas",
        "last_name": "Benali",
        "first_name": "Amina",
        "birth_date": {"day": "12", "month": "4", "year": "1990"},
        "nss": CITIZEN.number,
        "place": {"wilaya": "15", "commune": "1501"},
        "address": "12 rue des Oliviers",
        "phone": "0550 00 00 42",
    }.items():
        drafts.write(opened, question_id, value)  # type: ignore[arg-type]
    assert drafts.check_all(opened) == []
    return opened


def file(path: Path) -> PickedFile:
    async def read(progress: Callable[[float], None]) -> bytes:
        progress(1.0)
        return await asyncio.to_thread(path.read_bytes)

    return PickedFile(path.name, path.stat().st_size, read)


async def attached(visit: Visit, opened: OpenDraft, path: Path, question_id: str = "identity_card") -> str:
    await drafts_of(visit).add_document(opened, question_id, file(path), lambda _: None)
    return opened.draft.papers[question_id][-1]


async def signs_in(visit: Visit) -> None:
    await visit.window.actions.sign_in.ask_code(CITIZEN.number)
    await visit.window.actions.sign_in.enter_code(CODE)


async def test_a_draft_starts_with_what_the_ministry_knows(visit: Visit) -> None:
    await signs_in(visit)
    inputs = (await started(visit)).draft.inputs
    assert inputs["last_name"] == CITIZEN.last_name.fr
    assert inputs["nss"] == CITIZEN.number
    assert inputs["birth_date"] == {"day": "12", "month": "4", "year": "1990"}
    assert inputs["place"] == {"wilaya": CITIZEN.wilaya, "commune": CITIZEN.commune}


async def test_a_draft_starts_with_what_was_said_before(visit: Visit) -> None:
    await drafts_of(visit).send(await complete(visit))
    assert (await started(visit, "jobseeker")).draft.inputs["address"] == "12 rue des Oliviers"


async def test_what_is_typed_is_on_the_disk_without_being_asked(world: World, visit: Visit) -> None:
    opened = await started(visit)
    drafts_of(visit).write(opened, "address", "7 chemin des Figuiers")
    profile = visit.window.profile
    await visit.until(lambda: kept(visit, opened).inputs.get("address") == "7 chemin des Figuiers")
    await world.house.close_profile()
    again = await world.house.open_profile(profile.profile.id)
    found = await asyncio.to_thread(again.drafts.get, opened.draft.id)
    assert found is not None
    assert found.inputs["address"] == "7 chemin des Figuiers"


def kept(visit: Visit, opened: OpenDraft) -> Draft:
    draft = visit.window.profile.drafts.get(opened.draft.id)
    assert draft is not None
    return draft


async def test_a_sent_draft_never_comes_back(visit: Visit) -> None:
    # Keys may still arrive from a window that has not heard of it.
    opened, drafts, profile = await complete(visit), drafts_of(visit), visit.window.profile
    drafts.write(opened, "address", "typed just before")
    await drafts.send(opened)
    drafts.write(opened, "address", "typed just after")
    drafts.stand_at(opened, "contact")
    await asyncio.to_thread(profile.saver.flush)
    assert profile.drafts.list() == []
    sent = profile.requests.get(opened.draft.id)
    assert sent is not None
    assert sent.request.answers["address"] == "typed just before"
    assert await drafts.open(opened.draft.id) is None


async def test_a_key_that_comes_after_the_profile_closed_is_no_fault(visit: Visit) -> None:
    opened, drafts = await started(visit), drafts_of(visit)
    await visit.house.close_profile()
    drafts.write(opened, "address", "late")


async def test_sending_twice_sends_once(visit: Visit) -> None:
    opened, drafts = await complete(visit), drafts_of(visit)
    await asyncio.gather(drafts.send(opened), drafts.send(opened))
    assert len(visit.window.profile.requests.list()) == 1


async def test_a_request_that_cannot_be_kept_stays_a_draft(visit: Visit) -> None:
    opened, drafts, profile = await complete(visit), drafts_of(visit), visit.window.profile
    keep = profile.requests.send

    def full(draft: Draft, request: Request) -> None:
        raise StorageFullError

    profile.requests.send = full  # type: ignore[method-assign, assignment]
    with pytest.raises(StorageFullError):
        await drafts.send(opened)
    profile.requests.send = keep  # type: ignore[method-assign]
    await asyncio.to_thread(profile.saver.flush)
    assert kept(visit, opened).inputs == opened.draft.inputs
    await drafts.send(opened)
    assert [sent.id for sent in profile.requests.list()] == [opened.draft.id]


async def test_a_discarded_draft_takes_its_papers_with_it(visit: Visit, tmp_path: Path) -> None:
    opened, drafts, profile = await started(visit, "jobseeker"), drafts_of(visit), visit.window.profile
    document_id = await attached(visit, opened, photograph(tmp_path / "recto.jpg"))
    drafts.write(opened, "occupation", "couturière")
    await drafts.discard(opened.draft.id)
    drafts.write(opened, "occupation", "late")
    await asyncio.to_thread(profile.saver.flush)
    assert profile.drafts.list() == []
    assert profile.documents.list() == []
    assert not profile.vault.attachments.exists(document_id)


async def test_a_paper_that_another_draft_names_stays(visit: Visit, tmp_path: Path) -> None:
    first, second = await started(visit, "jobseeker"), await started(visit, "jobseeker")
    drafts, profile = drafts_of(visit), visit.window.profile
    document_id = await attached(visit, first, photograph(tmp_path / "recto.jpg"))
    assert document_id in second.documents, "it is offered where it can be used again"
    await drafts.attach_kept(second, "identity_card", document_id)
    await drafts.remove_document(first, "identity_card", document_id)
    assert [document.id for document in profile.documents.list()] == [document_id]
    assert document_id in first.documents
    await drafts.remove_document(second, "identity_card", document_id)
    assert profile.documents.list() == []
    assert first.documents == second.documents == {}, "what is deleted is offered nowhere"


async def test_a_refused_file_leaves_nothing(visit: Visit, tmp_path: Path) -> None:
    opened = await started(visit, "jobseeker")
    (tmp_path / "programme.pdf").write_bytes(b"MZ\x90\x00" * 100)
    with pytest.raises(DocumentError) as refused:
        await attached(visit, opened, tmp_path / "programme.pdf")
    assert refused.value.reason == "wrong_type"
    assert opened.draft.papers == {}
    assert visit.window.profile.documents.list() == []


async def test_a_paper_whose_record_is_gone_is_asked_again(visit: Visit, tmp_path: Path) -> None:
    opened, drafts, profile = await started(visit, "jobseeker"), drafts_of(visit), visit.window.profile
    document_id = await attached(visit, opened, photograph(tmp_path / "recto.jpg"))
    with profile.vault.transaction() as tx:
        tx.delete("document", document_id)
    profile.opened_drafts.clear()
    again = await drafts.open(opened.draft.id)
    assert again is not None
    assert again.draft.papers == {"identity_card": []}
    assert ("identity_card", "paper_required") in {
        (each.question_id, each.code) for each in drafts.check_all(again)
    }


async def test_what_is_sent_reaches_the_ministry(world: World, visit: Visit) -> None:
    await signs_in(visit)
    opened = await complete(visit)
    await drafts_of(visit).send(opened)
    profile = visit.window.profile
    await visit.until(lambda: profile.requests.receipt(opened.draft.id))
    assert world.desk.open(opened.draft.id).answers["phone"] == CITIZEN.phone
    assert profile.requests.list()[0].sending.state is SendState.SENT
