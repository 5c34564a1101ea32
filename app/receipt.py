"""The receipt of a request as a page: what was sent, when, and under which reference."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from i18n import Words
from i18n.answers import answer_words
from services.catalogue.decoding import Snapshot
from services.forms.summary import summary
from services.receipts.page import Block, Heading, Pair, Paragraph, ReceiptPage

if TYPE_CHECKING:
    from app.open_profile import OpenProfile


def receipt_page(
    profile: OpenProfile, request_id: str, snapshot: Snapshot | None, words: Words
) -> ReceiptPage:
    """Blocks: reads the store. Raises `KeyError` for a request without a receipt."""
    kept = profile.requests.get(request_id)
    if kept is None or kept.receipt is None:
        raise KeyError(request_id)
    receipt = kept.receipt
    service = snapshot.catalogue.service(receipt.service_id) if snapshot else None
    blocks: list[Block] = [
        Paragraph(words("The agency holds this request.")),
        Pair(words("Reference"), receipt.reference),
        Pair(words("Received on"), words.date_time(receipt.received_at)),
    ]
    if service is not None and snapshot is not None:
        blocks.append(Pair(words("Service"), words.text(service.name)))
        documents = profile.documents.some(chain.from_iterable(kept.draft.papers.values()))
        for group, rows in summary(service.form, kept.draft.inputs, kept.draft.papers):
            blocks.append(Heading(2, words.text(group.title)))
            blocks += [
                Pair(
                    words.text(question.label),
                    answer_words(value, snapshot.wilayas, documents, words) or words("Not answered"),
                )
                for question, value in rows
            ]
    blocks.append(Paragraph(words("Keep this receipt. It shows what was sent and when.")))
    return ReceiptPage(
        language=words.language,
        direction="rtl" if words.is_rtl else "ltr",
        title=words("Receipt of your request"),
        blocks=blocks,
    )
