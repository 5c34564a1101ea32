"""What can be set, and where the server keeps its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """`data` is the only folder that the server writes to."""

    data: Path
    database_url: str | None = None
    """SQLAlchemy URL; without one, SQLite in `data`."""
    demo: bool = False
    access_lifetime: timedelta = timedelta(minutes=15)
    refresh_lifetime: timedelta = timedelta(days=60)
    code_lifetime: timedelta = timedelta(minutes=10)
    code_tries: int = 5
    code_resend_after: timedelta = timedelta(seconds=30)
    codes_per_hour: int = 5
    """How many codes one number, known or not, may have asked for within an hour."""
    body_limit: int = 256 * 1024
    """Bytes of a JSON body. Uploads have their own limit."""
    document_limit: int = 20 * 1024 * 1024
    """Bytes of one document."""
    upload_lifetime: timedelta = timedelta(days=7)
    """How long an unfinished upload is kept after its last byte."""
    clerk_seconds: float = 3.0
    """How long the demonstration's clerk takes for one step."""

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'ministry.sqlite3'}"

    @property
    def documents(self) -> Path:
        """Papers by content hash: those of persons and those of decisions."""
        return self.data / "documents"

    @property
    def outgoing_sms(self) -> Path:
        """One JSON file a message, for a gateway to take."""
        return self.data / "sms"
