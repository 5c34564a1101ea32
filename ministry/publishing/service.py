"""Which form versions are taken, and the catalogue as it is published now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from ministry.audit import CLERK, note
from ministry.catalogue.loader import LoadedCatalogue
from ministry.clock import Clock
from ministry.contract.answers import FieldError
from ministry.database import Database, Session, take_turns
from ministry.http.answers import Representation, represent
from ministry.problems import Problem
from ministry.publishing.tables import PublishedForm

Form = dict[str, Any]
Revision = tuple[int, int]
REVISION = (
    select(func.count().label("published"), func.count(PublishedForm.withdrawn_at).label("withdrawn"))
    .select_from(PublishedForm)
    .subquery("revision")
)
"""Rows are only added or withdrawn, never taken back, so two counts name a state."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What is published at one revision of the database. `taken` and `withdrawn` by (service, version)."""

    revision: Revision
    catalogue: Representation
    services: dict[str, dict[str, Any]]
    agencies: dict[str, dict[str, Any]]
    appeals: dict[str, dict[str, Any]]
    taken: dict[tuple[str, str], Form]
    withdrawn: frozenset[tuple[str, str]]

    def form(self, service_id: str, version: str) -> Form:
        """Return the form to check a request against. Raises `validation` or `form-withdrawn`."""
        service = self.services.get(service_id)
        if service is None:
            raise Problem("validation", errors=[FieldError(pointer="/service_id", code="unknown")])
        if (service_id, version) in self.withdrawn:
            raise Problem("form-withdrawn", extra={"current_form_version": service["form"]["version"]})
        form = self.taken.get((service_id, version))
        if form is None:
            raise Problem("validation", errors=[FieldError(pointer="/form_version", code="unknown")])
        return form


class Publisher:
    """Another process may withdraw a form, so each use looks whether the edition is the last."""

    def __init__(self, database: Database, loaded: LoadedCatalogue, clock: Clock) -> None:
        self._database = database
        self._loaded = loaded
        self._clock = clock
        self._edition: Edition | None = None
        self.places = represent(loaded.places, compress=True)
        self.communes = {
            wilaya["code"]: frozenset(commune["code"] for commune in wilaya["communes"])
            for wilaya in loaded.places["wilayas"]
        }
        self.place_names = {
            wilaya["code"]: (
                wilaya["name"],
                {commune["code"]: commune["name"] for commune in wilaya["communes"]},
            )
            for wilaya in loaded.places["wilayas"]
        }

    def publish(self, connection: Connection) -> None:
        """Keep every form of the catalogue's files that was not published before."""
        forms = [(service["id"], service["form"]) for service in self._loaded.document["services"]]
        rows = [
            {
                "service_id": service_id,
                "version": form["version"],
                "groups": form["groups"],
                "published_at": self._clock(),
            }
            for service_id, form in forms
        ]
        connection.execute(insert(PublishedForm).on_conflict_do_nothing(), rows)

    @property
    def known(self) -> Edition | None:
        """What was published when this process last looked."""
        return self._edition

    async def edition(self, session: Session) -> Edition:
        """Return what is published now, as `session` sees it."""
        published, withdrawn = (await session.execute(select(REVISION))).one()
        found = self._edition
        if found is None or found.revision != (published, withdrawn):
            found = self._edition = await self._read(session, (published, withdrawn))
        return found

    async def edition_of(self, revision: Revision) -> Edition:
        """Return what is published at a revision or later."""
        found = self._edition
        if found is not None and found.revision == revision:
            return found
        async with self._database.read() as session:
            return await self.edition(session)

    async def withdraw(self, service_id: str, who: str = CLERK) -> str:
        """Withdraw the current form of a service; return the next version.

        That version asks the same questions. Raises LookupError for a service that does not exist. `who` did it, for
        the audit trail.
        """
        async with self._database.write() as session:
            await take_turns(session, "publishing")
            service = (await self.edition(session)).services.get(service_id)
            if service is None:
                raise LookupError(service_id)
            current = await session.get_one(PublishedForm, (service_id, service["form"]["version"]))
            base, _, number = current.version.partition(".")
            now = self._clock()
            current.withdrawn_at = now
            current.replaced_by = f"{base}.{int(number or '1') + 1}"
            session.add(
                PublishedForm(
                    service_id=service_id,
                    version=current.replaced_by,
                    groups=current.groups,
                    published_at=now,
                )
            )
            await note(session, now, who, "agent.withdraw-form", service_id)
            return current.replaced_by

    async def _read(self, session: Session, revision: Revision) -> Edition:
        rows = {(row.service_id, row.version): row for row in await session.scalars(select(PublishedForm))}
        services = {
            service["id"]: {**service, "form": _current(rows, service["id"], service["form"])}
            for service in self._loaded.document["services"]
        }
        document = {**self._loaded.document, "services": list(services.values())}
        document["version"] = f"{document['version']}.{revision[1]}" if revision[1] else document["version"]
        return Edition(
            revision,
            represent(document, compress=True),
            services,
            document["agencies"],
            document["appeals"],
            taken={key: _form(row) for key, row in rows.items() if row.withdrawn_at is None},
            withdrawn=frozenset(key for key, row in rows.items() if row.withdrawn_at is not None),
        )


def _current(rows: dict[tuple[str, str], PublishedForm], service_id: str, loaded: Form) -> Form:
    """Return the current form, with pictograms from the files.

    The version fixes only what is asked.
    """
    row = rows[service_id, loaded["version"]]
    while row.replaced_by is not None:
        row = rows[service_id, row.replaced_by]
    drawn = {question["id"]: question for group in loaded["groups"] for question in group["questions"]}
    return {"version": row.version, "groups": [_drawn_group(group, drawn) for group in row.groups]}


def _drawn_group(group: dict[str, Any], drawn: dict[str, dict[str, Any]]) -> dict[str, Any]:
    questions = [_drawn(question, drawn.get(question["id"], {})) for question in group["questions"]]
    return {**group, "questions": questions}


def _drawn(question: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
    """Return a published question with the pictograms of the files."""
    found = _pictured(question, files)
    if "options" in question:
        options = {option["value"]: option for option in files.get("options", [])}
        found["options"] = [
            _pictured(option, options.get(option["value"], {})) for option in question["options"]
        ]
    return found


def _pictured(published: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
    return {**published, "pictogram": files["pictogram"]} if "pictogram" in files else {**published}


def _form(row: PublishedForm) -> Form:
    return {"version": row.version, "groups": row.groups}
