"""Papers go before what names them, each byte once, and go on where they stopped."""

from __future__ import annotations

from services.models.outbox import Progress, SendState
from services.replies import REPLY
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry, Trouble


async def test_papers_are_brought_and_their_progress_told(desk: Desk, ministry: ModelMinistry) -> None:
    request_id = desk.send_new(b"12345678", b"abcd")
    await desk.drain()

    assert desk.state(request_id) is SendState.SENT
    assert len(ministry.whole) == 2
    assert all(document.uploaded for document in desk.documents.list())
    progress = [sending.progress for sending in desk.told if sending.progress is not None]
    assert progress[-1] == Progress(12, 12)
    assert {each.total for each in progress} == {12}


async def test_progress_comes_at_most_ten_times_a_second(desk: Desk, ministry: ModelMinistry) -> None:
    desk.send_new(b"x" * 4000)
    await desk.drain()  # the clock does not move meanwhile
    progress = [sending.progress for sending in desk.told if sending.progress is not None]
    assert progress[0] == Progress(4, 4000)
    assert all(each == Progress(4000, 4000) for each in progress[1:])


async def test_an_upload_goes_on_where_it_was_cut(desk: Desk, ministry: ModelMinistry) -> None:
    content = b"0123456789abcdef"
    ministry.troubles.extend([Trouble.BUSY, Trouble.BUSY])
    request_id = desk.send_new(content)
    for trouble in (Trouble.LOST, Trouble.KILLED_AFTER, Trouble.LOST):
        ministry.troubles.append(trouble)
    for _ in range(8):
        desk.restart()
        await desk.drain(seconds=301)

    assert desk.state(request_id) is SendState.SENT
    assert ministry.bytes_sent == len(content)


async def test_an_upload_that_expired_is_begun_again(desk: Desk, ministry: ModelMinistry) -> None:
    request_id = desk.send_new(b"0123456789")
    document = desk.documents.list()[0]
    desk.documents.set_upload_url(document.id, "/v1/uploads/long-ago")
    await desk.drain()
    assert desk.state(request_id) is SendState.SENT


async def test_papers_that_the_ministry_misses_are_brought_again(desk: Desk, ministry: ModelMinistry) -> None:
    paper = desk.attach(b"0123456789")
    desk.documents.mark_uploaded(paper.document_id)
    draft = desk.write()
    draft.papers["certificate"] = [paper.document_id]
    request_id = desk.send(draft)

    await desk.drain()

    assert desk.state(request_id) is SendState.SENT
    assert ministry.whole == {paper.document_id}


async def test_a_document_of_two_requests_is_uploaded_once(desk: Desk, ministry: ModelMinistry) -> None:
    first, second = desk.write(b"0123456789"), desk.write()
    second.papers = first.papers
    ids = [desk.send(first), desk.send(second)]
    await desk.drain()
    assert [desk.state(each) for each in ids] == [SendState.SENT, SendState.SENT]
    assert ministry.bytes_sent == 10


async def test_a_lost_paper_needs_attention_and_blocks_nobody(desk: Desk, ministry: ModelMinistry) -> None:
    broken = desk.send_new(b"0123456789")
    good = desk.send_new(b"abc")
    document = desk.documents.list()[-1]
    desk.store.attachments.delete(document.id)
    await desk.drain()
    assert (desk.state(broken), desk.problem(broken)) == (SendState.NEEDS_ATTENTION, "damaged-record")
    assert desk.state(good) is SendState.SENT


async def test_a_reply_brings_its_papers(desk: Desk, ministry: ModelMinistry) -> None:
    paper = desk.attach(b"0123456789")
    reply = desk.replies.send("case", "ask", [paper], "here it is")
    desk.outbox.added()
    await desk.drain()
    assert desk.reply_to("ask").state is SendState.SENT
    assert ministry.whole == {paper.document_id}
    assert ministry.calls == [reply.id]
    assert (REPLY, reply.id) in {(sending.kind, sending.id) for sending in desk.told}


async def test_a_message_is_sent(desk: Desk, ministry: ModelMinistry) -> None:
    message = desk.messages.send("case", "When do you answer?", "en")
    desk.outbox.added()
    await desk.drain()
    (kept,) = desk.messages.thread("case")
    assert kept.message == message
    assert kept.sending is not None
    assert kept.sending.state is SendState.SENT
