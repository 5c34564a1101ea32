"""What a person makes whole and the ministry keeps: sent exactly once, read back one by one and in pages.

A noun of this sort has a table with the columns of `Owned`, a body and a view; the routes follow, and the lines of the
audit trail with them: `sendConcern`, `listConcerns`, `getConcern` at `/v1/concerns`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from fastapi import APIRouter, Request, Response
from sqlalchemy import ForeignKey, Index, LargeBinary, String, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from ministry.audit import note
from ministry.auth import Asker, CurrentPerson, PersonId, asker_and
from ministry.context import Context
from ministry.contract.checked import Body
from ministry.database import Session
from ministry.http.answers import answer, made, represent
from ministry.http.bodies import Received, body_of
from ministry.http.pages import CurrentPage, Page, paged
from ministry.ids import IdInPath, id_in_path
from ministry.problems import NotTheirs, Problem


class Owned:
    """The columns of a record that belongs to who sent it; the others are named as the members of its body."""

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Index]:  # noqa: N805 - of the class, as SQLAlchemy reads it
        return (Index(f"ix_{cls.__tablename__}_person_seq", "person_id", "seq"),)  # type: ignore[attr-defined]

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True, sort_order=-5)
    id: Mapped[str] = mapped_column(String(36), unique=True, sort_order=-4)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), sort_order=-3)
    body_digest: Mapped[bytes] = mapped_column(LargeBinary(32), sort_order=-2)
    received_at: Mapped[datetime] = mapped_column(sort_order=-1)


Row = TypeVar("Row", bound=Owned)


@dataclass(frozen=True, slots=True)
class Own(Generic[Row]):
    """What a noun declares: `view` shows a row as the contract does.

    `taken` does in the transaction what else follows from a record, or raises the problem for which it is not taken.
    """

    name: str
    table: type[Row]
    body: type[Body]
    view: Callable[[Row], Any]
    taken: Callable[[Session, Row], Awaitable[None]] | None = None
    most_bytes: int = 64 * 1024

    async def send(self, asker: Asker, body: Received[Any], id: str) -> tuple[Any, bool]:
        """Return what is kept, and whether it was taken now.

        Raises `unauthenticated`, `not-found`, `conflict` or `quota-reached`.
        """
        person_id, operation = asker.person_id, f"send{self.name.capitalize()}"
        # In turn, so that one sent twice at once is one, and no page passes over one that is written meanwhile.
        async with asker.write(operation) as write:
            session, now = write.session, write.now
            earlier = await session.scalar(select(self.table).where(self.table.id == id))
            if earlier is not None:
                if self._of(person_id, id, earlier).body_digest != body.digest:
                    raise Problem("conflict")
                return self.view(earlier), False
            write.hold()
            told = {"id": id, "person_id": person_id, "body_digest": body.digest, "received_at": now}
            row = self.table(**told, **body.value.model_dump())
            session.add(row)
            if self.taken is not None:
                await self.taken(session, row)
            await note(session, now, person_id, operation, id)
        return self.view(row), True

    async def get(self, session: Session, person_id: PersonId, id: str) -> Any:
        """Return one as the contract shows it. Raises `not-found`."""
        row = await session.scalar(select(self.table).where(self.table.id == id))
        return self.view(self._of(person_id, id, row))

    async def page(self, session: Session, person_id: PersonId, page: Page) -> dict[str, Any]:
        """Return a page, the newest first."""
        query = select(self.table).where(self.table.person_id == person_id).order_by(self.table.seq.desc())
        if page.after is not None:
            query = query.where(self.table.seq < page.after)
        rows = (await session.scalars(query.limit(page.limit + 1))).all()
        items, next_ = paged(page, rows, lambda row: row.seq, self.view)
        return {"items": items, "next": next_}

    def _of(self, person_id: PersonId, id: str, row: Row | None) -> Row:
        if row is None:
            raise Problem("not-found")
        if row.person_id != person_id:
            raise NotTheirs(id)
        return row


def own_routes(own: Own[Any], context: Context) -> APIRouter:
    """Return the routes of a noun, under its name in the plural."""
    routes = APIRouter(prefix=f"/v1/{own.name}s")
    read = body_of(own.body, most_bytes=own.most_bytes)

    @routes.put("/{id}", name=f"send_{own.name}")
    async def send(request: Request) -> Response:
        # Called, where other routes declare dependencies: the body's type is not known to the module.
        id = id_in_path(request)
        kept, now = await own.send(*await asker_and(request, read), id)
        return made(kept, now=now)

    @routes.get("", name=f"list_{own.name}s")
    async def page_of(request: Request, person_id: CurrentPerson, page: CurrentPage) -> Response:
        async with context.database.look() as session:
            return answer(request, represent(await own.page(session, person_id, page)))

    @routes.get("/{id}", name=f"get_{own.name}")
    async def one(request: Request, person_id: CurrentPerson, id: IdInPath) -> Response:
        async with context.database.look() as session:
            return answer(request, represent(await own.get(session, person_id, id)))

    return routes
