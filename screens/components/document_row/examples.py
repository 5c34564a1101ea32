"""Examples of a document."""

from __future__ import annotations

from screens.components import button
from screens.components.document_row import document_row
from screens.components.example import Example, nothing

EXAMPLES = [
    Example(
        "A file that can be removed",
        lambda t: document_row(
            t.isolate("ordonnance.pdf"),
            t.file_size(312_000),
            button.link(t("Remove"), nothing, spoken=t("Remove: {what}", what="ordonnance.pdf")),
            key="document",
        ),
    )
]
