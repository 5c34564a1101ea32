"""What sends the records of one profile, put together."""

from __future__ import annotations

from collections.abc import Callable

from services.api.client import MinistryClient
from services.clock import Clock
from services.document_repository import DocumentRepository
from services.models.outbox import Sending, SendingChoice
from services.outbox.means import Means, senders_of
from services.outbox.metered import DataSaver
from services.outbox.papers import PaperUploads
from services.outbox.policy import Rng
from services.outbox.worker import Outbox
from services.single_record import SingleRecord
from services.vault import Vault


def outbox_of(
    vault: Vault,
    ministry: MinistryClient,
    documents: DocumentRepository,
    choice: SingleRecord[SendingChoice],
    *,
    clock: Clock,
    rng: Rng,
    on_change: Callable[[Sending], None],
    on_reached: Callable[[bool], None],
) -> Outbox:
    papers = PaperUploads(documents, ministry.uploader)
    return Outbox(
        vault,
        senders_of(vault.kinds, Means(vault, clock, papers, ministry)),
        clock=clock,
        rng=rng,
        metered=DataSaver(vault, documents, choice),
        on_change=on_change,
        on_reached=on_reached,
    )
