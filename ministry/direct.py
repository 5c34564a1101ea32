"""Statements run on the driver itself, for the few that everybody waits for.

SQLAlchemy takes ten times as long to hand over a look-up by key as SQLite takes to answer it. Here a statement is
compiled once, with what its columns need, and from then on costs what the driver costs (docs/adr/0066).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from sqlalchemy import Dialect, Insert, Select
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase

Statement: TypeAlias = Select[*tuple[Any, ...]] | UpdateBase
Parameters: TypeAlias = Mapping[str, Any]
_Process: TypeAlias = Callable[[Any], Any]


class Executes(Protocol):
    """What a session of SQLAlchemy and `Direct` have in common."""

    def execute(self, statement: Any, params: Any = None, /) -> Any: ...


class Rows(list[Any]):
    """All that was found; columns by name and by place."""

    def one(self) -> Any:
        """The row of a query that always has one."""
        return self[0]

    def one_or_none(self) -> Any:
        """The row that a unique key names."""
        return self[0] if self else None


class Prepared:
    """A statement in one dialect's words. Its parameters are those of the first use, ever after."""

    def __init__(self, statement: Statement, dialect: Dialect, names: Sequence[str]) -> None:
        keys = [*names] if isinstance(statement, Insert) else None
        compiled = statement.compile(dialect=dialect, column_keys=keys)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(statement)
        self.sql = str(compiled)
        self._fixed = compiled.params
        self._order = compiled.positiontup
        bound = {name: bind.type.dialect_impl(dialect) for bind, name in compiled.bind_names.items()}
        processes = {name: kind.bind_processor(dialect) for name, kind in bound.items()}
        self._processed = [(name, process) for name, process in processes.items() if process is not None]
        self._read = _reader(statement, dialect) if isinstance(statement, Select) else None

    def bound(self, parameters: Parameters) -> Any:
        """The parameters as the driver takes them."""
        given = {**self._fixed, **parameters}
        for name, process in self._processed:
            given[name] = process(given[name])
        return given if self._order is None else [given[name] for name in self._order]

    def found(self, cursor: DBAPICursor) -> Rows:
        # All of them: a query that is not read to its end would hold on to its snapshot.
        return Rows() if self._read is None else Rows(map(self._read, cursor.fetchall()))


def _reader(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> Callable[[Sequence[Any]], Any]:
    columns = [*statement.selected_columns]
    row: Any = namedtuple(  # type: ignore[misc]
        "Row", [column.key or "" for column in columns], rename=True
    )
    processes = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    if not any(processes):
        make: Callable[[Sequence[Any]], Any] = row._make
        return make
    return lambda values: row(
        *(
            value if process is None else process(value)
            for process, value in zip(processes, values, strict=True)
        )
    )


class Direct:
    """A connection of the driver, for one thread at a time. Its errors are SQLAlchemy's and quote no parameters."""

    def __init__(
        self, connection: DBAPIConnection, dialect: Dialect, prepared: dict[Statement, Prepared]
    ) -> None:
        """`prepared` is kept by whoever opens several connections of one database."""
        self._cursor = connection.cursor()
        self._dialect = dialect
        self._errors = dialect.loaded_dbapi.Error
        self._prepared = prepared
        self._connection = connection

    def execute(self, statement: Statement, parameters: Parameters | None = None, /) -> Rows:
        given = parameters or {}
        prepared = self._prepared.get(statement)
        if prepared is None:
            prepared = self._prepared[statement] = Prepared(statement, self._dialect, [*given])
        try:
            self._cursor.execute(prepared.sql, prepared.bound(given))
            return prepared.found(self._cursor)
        except self._errors as error:
            raise self._told(prepared.sql, error) from None

    def say(self, sql: str) -> None:
        """What has neither parameters nor an answer."""
        try:
            self._cursor.execute(sql)
        except self._errors as error:
            raise self._told(sql, error) from None

    def commit(self) -> None:
        try:
            self._connection.commit()
        except self._errors as error:
            raise self._told("COMMIT", error) from None

    def rollback(self) -> None:
        try:
            self._connection.rollback()
        except self._errors as error:
            raise self._told("ROLLBACK", error) from None

    def close(self) -> None:
        self._connection.close()

    def _told(self, sql: str, error: Exception) -> BaseException:
        return DBAPIError.instance(sql, None, error, self._errors, hide_parameters=True)
