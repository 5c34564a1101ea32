"""Sign-in, refresh, sign-out, and the person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from ministry.auth.current import CurrentPerson
from ministry.auth.limits import Limits, address_turn
from ministry.auth.tables import Person
from ministry.auth.tokens import Tokens
from ministry.clock import rfc3339
from ministry.contract.answers import Challenge, CodeState
from ministry.contract.bodies import CodeGiven, CodeWanted, RefreshTokenGiven
from ministry.http.answers import answer, plain, represent
from ministry.http.bodies import Received, body_of
from ministry.ids import IdInPath
from ministry.problems import Problem
from ministry.server import Ministry


def router(ministry: Ministry) -> APIRouter:
    context, codes = ministry.context, ministry.codes
    limits = Limits(ministry.secret, context.settings)
    routes = APIRouter(prefix="/v1")
    tokens = Tokens(context.settings, context.clock)

    @routes.post("/sign-in/codes")
    async def ask_for_code(
        request: Request, body: Annotated[Received[CodeWanted], Depends(body_of(CodeWanted))]
    ) -> Response:
        asked = await codes.ask(body.value.number, limits.address(request))
        said: Challenge = {
            "challenge_id": asked.challenge_id,
            "phone_hint": asked.phone_hint,
            "expires_at": rfc3339(asked.expires_at),
            "resend_after": int(context.settings.code_resend_after.total_seconds()),
        }
        return plain(said, status=202)

    @routes.get("/sign-in/codes/{challenge_id}")
    async def get_code_state(request: Request, challenge_id: IdInPath) -> Response:
        return answer(request, represent(CodeState(state=await codes.state(challenge_id))))

    @routes.post("/sign-in/tokens")
    async def sign_in(
        request: Request, body: Annotated[Received[CodeGiven], Depends(body_of(CodeGiven))]
    ) -> Response:
        address, now = limits.address(request), context.clock()
        async with context.database.write(address_turn(address)) as session:
            await limits.hold_sign_in(session, address, now)
            redeemed = await codes.redeem(session, body.value.challenge_id, body.value.code)
            if isinstance(redeemed, str):
                issued = await tokens.open(session, redeemed, address)
                await tokens.forget_old(session)
                await limits.forget_familiar(session, now)
            else:
                await limits.count_failure(session, address, now)
        if isinstance(redeemed, Problem):
            raise redeemed
        return plain(issued)

    @routes.post("/sign-in/refresh")
    async def refresh(
        body: Annotated[Received[RefreshTokenGiven], Depends(body_of(RefreshTokenGiven))],
    ) -> Response:
        async with context.database.write() as session:
            rotated = await tokens.rotate(session, body.value.refresh_token)
        if isinstance(rotated, Problem):
            raise rotated
        return plain(rotated)

    @routes.post("/sign-out")
    async def sign_out(
        body: Annotated[Received[RefreshTokenGiven], Depends(body_of(RefreshTokenGiven))],
    ) -> Response:
        async with context.database.write() as session:
            await tokens.close(session, body.value.refresh_token)
        return Response(status_code=204)

    @routes.get("/person")
    async def get_person(request: Request, person_id: CurrentPerson) -> Response:
        async with context.database.look() as session:
            person = await session.get_one(Person, person_id)
        return answer(request, represent(person.details))

    return routes
