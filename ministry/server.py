"""The ground of all commands: the context with its database brought up to date, and who uses it."""

from __future__ import annotations

from dataclasses import dataclass

from ministry.auth.codes import Codes
from ministry.auth.delivery import CodeDelivery
from ministry.auth.people import enrolment
from ministry.auth.secret import ServerSecret, server_secret
from ministry.auth.sending import CodeSender, FolderCodeSender, GatewayCodeSender, NoCodeSender
from ministry.blobs import blob_store
from ministry.cases.desk import Desk
from ministry.catalogue.loader import LoadedCatalogue, load
from ministry.clock import Clock, utc_now
from ministry.content import ContentStore
from ministry.context import Context
from ministry.database import Database
from ministry.demo import CITIZEN, CODE
from ministry.earlier_database import refuse_earlier
from ministry.embedded import embedded_url
from ministry.files import EMBEDDED, close_to_others, require_ours
from ministry.jobs import Jobs, Queue
from ministry.letters.archive import Letters
from ministry.letters.seal import Seal, fund_seal
from ministry.migrations.runner import brought_up_to_date
from ministry.named_content import named
from ministry.publishing.service import Publisher
from ministry.settings import Settings
from ministry.uploads import UploadStore

_SWEEP = "*/10 * * * *"
"""Often enough for procrastinate to make up for the last one at start."""
_BRING = "* * * * * */30"


@dataclass(frozen=True, slots=True)
class Ministry:
    """Everything but the routes."""

    context: Context
    secret: ServerSecret
    publisher: Publisher
    uploads: UploadStore
    content: ContentStore
    seal: Seal
    letters: Letters
    desk: Desk
    codes: Codes
    delivery: CodeDelivery
    jobs: Jobs


def database_url(settings: Settings) -> str:
    """Return the settings' database, or start one in the folder. Raises `StartError`."""
    return settings.database_url or embedded_url(settings.data / EMBEDDED)


def open_ministry(
    settings: Settings, clock: Clock = utc_now, catalogue: LoadedCatalogue | None = None
) -> Ministry:
    """Make the data folder, migrate the database, publish new forms.

    `catalogue` is one that was loaded already. Raises `StartError`.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    require_ours(settings.data)
    close_to_others(settings.data)
    refuse_earlier(settings.data)
    secret = server_secret(settings.data / "secret")
    seal = fund_seal(settings.seal, clock(), is_demo=settings.demo)
    database = Database(database_url(settings))
    context = Context(settings, database, clock)
    content = ContentStore(context, blob_store(settings.blobs, settings.documents), named)
    publisher = Publisher(database, catalogue or load(), clock)
    with brought_up_to_date(database.url) as connection:
        publisher.publish(connection)
        if settings.demo:
            connection.execute(enrolment(CITIZEN, clock()))
    jobs = Jobs(database)
    letters = Letters(context, publisher, content, seal, jobs)
    codes = Codes(database, secret, settings, clock, fixed=CODE if settings.demo else None)
    uploads = UploadStore(context, content)
    jobs.every(_SWEEP, "sweep_uploads", Queue.HOURS, uploads.sweep)
    jobs.every(_SWEEP, "sweep_content", Queue.HOURS, content.sweep)
    jobs.every(_BRING, "bring_content", Queue.MINUTES, content.bring)
    return Ministry(
        context=context,
        secret=secret,
        publisher=publisher,
        uploads=uploads,
        content=content,
        seal=seal,
        letters=letters,
        desk=Desk(context, publisher, letters),
        codes=codes,
        delivery=CodeDelivery(context, codes, _sender(context), jobs),
        jobs=jobs,
    )


def _sender(context: Context) -> CodeSender:
    if context.settings.demo:
        return NoCodeSender()
    if context.settings.sms:
        return GatewayCodeSender(context.settings.sms)
    return FolderCodeSender(context.settings.outgoing_sms, context.clock)
