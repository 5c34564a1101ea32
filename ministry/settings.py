"""What can be set, and where the server keeps its files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from ministry.contract.answers import MAX_PAPER


@dataclass(frozen=True, slots=True)
class Quotas:
    """The quotas of one person. The largest request of the catalogue has some 30 papers; most have three."""

    requests_a_day: int = 50
    messages_a_day: int = 100
    records_a_day: int = 50
    """Of each other noun that persons send."""
    refreshes_a_day: int = 2000
    papers_a_day: int = 300
    paper_bytes_a_day: int = 2 * 2**30
    unnamed_papers: int = 100
    """Papers, finished or not, that no request and no reply names yet."""
    unnamed_bytes: int = 2**30
    papers_at_once: int = 16
    """Connections that bring papers at the same time."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`data` is the only folder that the server writes to."""

    data: Path
    database_url: str | None = None
    """The URL of PostgreSQL for libpq; without one, PostgreSQL runs on a folder in `data`."""
    blobs: str | None = None
    """URL of an object store that speaks S3 (`s3://bucket/prefix`); without one, papers are in a folder of `data`."""
    sms: str | None = None
    """URL of an SMS gateway that speaks as Kannel does; without one, messages are files in `outgoing_sms`."""
    jobs: bool = True
    """True if a process that answers works on jobs too; otherwise `python -m ministry work` does."""
    demo: bool = False
    access_lifetime: timedelta = timedelta(minutes=15)
    refresh_lifetime: timedelta = timedelta(days=60)
    code_lifetime: timedelta = timedelta(minutes=10)
    code_tries: int = 5
    code_wait: timedelta = timedelta(minutes=2)
    """How long a code is tried to be sent. Then the person learns that it cannot be."""
    code_resend_after: timedelta = timedelta(seconds=30)
    codes_per_hour: int = 5
    """How many codes one address may ask for within an hour for one number, known or not."""
    number_codes_per_hour: int = 10
    number_codes_per_day: int = 20
    """How many codes are sent for one number to all addresses from which its person never signed in."""
    address_codes_per_hour: int = 60
    address_failures_per_hour: int = 100
    """How many codes one address may ask for and get wrong, whatever the number. Mobile carriers put many people
    behind one address: raise these where they do."""
    address_seal_checks_per_hour: int = 60
    """How many documents one address may have checked for their seal."""
    proxy: str | None = None
    """The address of the proxy in front, whose X-Forwarded-For is believed. Nobody's is without one."""
    sign_in_lifetime: timedelta = timedelta(days=180)
    """After this time a code has to be asked for again, however often tokens were refreshed."""
    head_limit: int = 16 * 1024
    """Bytes of a request before its body. Those of a client have some hundreds."""
    connection_limit: int = 1000
    document_limit: int = MAX_PAPER
    """Bytes of one document."""
    picture_limit: int = 100_000_000
    """Pixels of one picture: a few kilobytes can claim billions."""
    upload_lifetime: timedelta = timedelta(days=7)
    """How long an upload is kept after its last byte, finished or not, unless something names it."""
    quotas: Quotas | None = Quotas()
    """How much one person may send."""
    clerk_seconds: float = 3.0
    """How long the demonstration's clerk takes for one step."""

    def for_everybody_at_once(self) -> Settings:
        """Raise the limits for the demonstration.

        There all who try it are one citizen at one machine.
        """
        many = 1000
        return replace(
            self,
            codes_per_hour=many,
            number_codes_per_hour=many,
            number_codes_per_day=many,
            address_codes_per_hour=many,
            address_failures_per_hour=many,
            address_seal_checks_per_hour=many,
            quotas=None,
        )

    @property
    def documents(self) -> Path:
        """The folder of papers by content hash, of persons and of decisions."""
        return self.data / "documents"

    @property
    def seal(self) -> Path:
        """The file of the seal's key and certificates, PEM."""
        return self.data / "seal.pem"

    @property
    def outgoing_sms(self) -> Path:
        """The folder of messages for a gateway, a JSON file each."""
        return self.data / "sms"
