"""What sends the records of one profile, put together."""

from __future__ import annotations

from collections.abc import Callable

from services.api.client import MinistryClient
from services.cases import CaseRepository
from services.clock import Clock
from services.document_repository import DocumentRepository
from services.messages import MESSAGE, MessageRepository
from services.models.outbox import Sending
from services.outbox.choice import SendingChoiceRepository
from services.outbox.metered import DataSaver
from services.outbox.papers import PaperUploads
from services.outbox.policy import Rng
from services.outbox.senders import MessageSender, ReplySender, RequestSender
from services.outbox.worker import Outbox
from services.replies import REPLY, ReplyRepository
from services.requests import REQUEST, RequestRepository
from services.vault import Vault


def outbox_of(
    vault: Vault,
    ministry: MinistryClient,
    requests: RequestRepository,
    messages: MessageRepository,
    replies: ReplyRepository,
    cases: CaseRepository,
    documents: DocumentRepository,
    choice: SendingChoiceRepository,
    *,
    clock: Clock,
    rng: Rng,
    on_change: Callable[[Sending], None],
    on_reached: Callable[[bool], None],
) -> Outbox:
    papers = PaperUploads(documents, ministry.uploader)
    return Outbox(
        vault,
        {
            REQUEST: RequestSender(requests, papers, ministry),
            MESSAGE: MessageSender(messages, ministry),
            REPLY: ReplySender(replies, cases, papers, ministry),
        },
        clock=clock,
        rng=rng,
        metered=DataSaver(vault, documents, choice),
        on_change=on_change,
        on_reached=on_reached,
    )
