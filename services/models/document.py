"""A document of the person: a photograph or file kept encrypted on the device until it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from services.models.photograph import PhotographReport


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    name: str
    """The file's own name, shown to the person only; never sent, never used as a file name on disk."""
    media_type: str
    size: int
    """Bytes."""
    sha256: str
    """The digest of the content as it is sent, in lower-case hexadecimal."""
    added_at: str
    pages: int | None = None
    report: PhotographReport | None = None
    """What the checker found in a photograph; None once the person kept it as it is, and for what is none."""
    upload_url: str | None = None
    """Where the ministry takes the rest of it, once its upload was created."""
    uploaded: bool = False
