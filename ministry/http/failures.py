"""Every failure leaves as a problem of the contract, those of the framework and the database included."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from psycopg import DataError as DriverDataError
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match, Route

from ministry.audit import DENIED, note
from ministry.blobs import BlobStoreError
from ministry.context import context_of
from ministry.http.answers import problem_answer
from ministry.http.headers import SECURITY
from ministry.pools import UNAVAILABLE
from ministry.problems import BY_STATUS, NotTheirs, Problem

_log = logging.getLogger(__name__)
_BUSY_RETRY_SECONDS = "5"


def answer_failures(app: FastAPI, routers: Sequence[APIRouter] = ()) -> None:
    """Answer every failure of an application by the contract.

    `routers` are all that the application includes: what a path allows is looked up in them. Each handler is a
    coroutine: a plain function would be called in another thread.
    """
    routes = [route for router in routers for route in router.routes]
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _framework(routes))
    app.add_exception_handler(RequestValidationError, _parameter)
    # Whatever the database refuses may be tried again, but a value that it cannot hold (SQLSTATE class 22).
    app.add_exception_handler(DataError, _unkept)
    app.add_exception_handler(DriverDataError, _unkept)
    for error in (*UNAVAILABLE, BlobStoreError):
        app.add_exception_handler(error, _unavailable)
    app.add_exception_handler(OSError, _disk)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _internal)


async def _problem(request: Request, error: Exception) -> Response:
    if not isinstance(error, Problem):
        raise error
    if isinstance(error, NotTheirs):
        await _note_denied(request, error.record)
    return problem_answer(error)


async def _note_denied(request: Request, record: str) -> None:
    """Note a denied access in the audit trail.

    The route's name is the contract's `operationId` in Python's writing.
    """
    context, person_id = context_of(request), request.state.person_id
    first, *rest = request.scope["route"].name.split("_")
    operation = first + "".join(word.capitalize() for word in rest)
    try:
        async with context.database.write() as session:
            await note(session, context.clock(), person_id, operation, record, DENIED)
    except UNAVAILABLE as failed:
        _log.error("not noted in the audit trail", extra={"error": _named(failed)})


def _framework(routes: Sequence[BaseRoute]) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Answer an unknown path or method.

    The framework's own Allow names the first route only.
    """

    async def handle(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        problem = Problem(BY_STATUS.get(error.status_code, "malformed"))
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            problem.headers["Allow"] = ", ".join(sorted(_methods(routes, request)))
        return problem_answer(problem)

    return handle


def _methods(routes: Sequence[BaseRoute], request: Request) -> set[str]:
    return {
        method
        for route in routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }


async def _parameter(_request: Request, _error: Exception) -> Response:
    return problem_answer(Problem("malformed", "A parameter of the path, query or headers cannot be."))


async def _gone(_request: Request, _error: Exception) -> Response:
    return problem_answer(Problem("malformed", "The body broke off."))


async def _unkept(_request: Request, error: Exception) -> Response:
    """Answer what no check refused.

    It never becomes better, so it must not be sent again.
    """
    _log.error("a value cannot be kept", extra={"error": _named(error)})
    return problem_answer(Problem("malformed", "A value cannot be kept."))


async def _unavailable(_request: Request, error: Exception) -> Response:
    _log.error("database or papers unavailable", extra={"error": _named(error)})
    return problem_answer(Problem("unavailable", headers={"Retry-After": _BUSY_RETRY_SECONDS}))


def _named(error: Exception) -> str:
    """Return the name of what the driver raised."""
    return type(getattr(error, "orig", error)).__name__


async def _disk(_request: Request, error: Exception) -> Response:
    _log.error("disk failed", extra={"error": type(error).__name__, "errno": getattr(error, "errno", None)})
    return problem_answer(Problem("unavailable", headers={"Retry-After": _BUSY_RETRY_SECONDS}))


async def _internal(_request: Request, _error: Exception) -> Response:
    """Answer an unexpected exception, which the framework logs itself.

    The answer is made outside of the other middleware.
    """
    answer = problem_answer(Problem("internal"))
    for name, value in SECURITY.items():
        answer.headers.setdefault(name, value)
    return answer
