"""The sign-in: one pair of tokens, renewed once however many calls need it.

A refresh token is good once, and the ministry ends the whole sign-in when it comes a second time. So:

- calls that find their access token over wait for the same renewal;
- a renewal that began is never cancelled with the call that wanted it, and closing waits for it;
- the new tokens are durable before they are used;
- when no answer comes, the old tokens stay and the next call tries again. If the request never arrived,
  that succeeds. If only its answer was lost, the ministry answers `token-reused`: that cannot be told apart
  from theft, the person signs in again, and nothing that waits to be sent is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from services.api.tokens import KeptTokens, TokenAnswer, TokenStore
from services.clock import Clock
from services.errors import AuthenticationError

Renew: TypeAlias = Callable[[str], Awaitable[TokenAnswer]]
"""POST /v1/sign-in/refresh with a refresh token."""

SIGNED_OUT = "signed-out"
EARLY = 30.0
"""Seconds before its end at which an access token is renewed: a request takes a while to arrive."""


class Credentials:
    """Keep the tokens of a sign-in and renew them once for all calls. Belongs to one event loop."""

    def __init__(self, store: TokenStore, renew: Renew, clock: Clock) -> None:
        self._store = store
        self._renew = renew
        self._clock = clock
        self._renewal: asyncio.Task[KeptTokens] | None = None
        # Every method that replaces the tokens holds this lock from reading the old ones to storing the new ones.
        self._change = asyncio.Lock()

    async def tokens(self) -> KeptTokens | None:
        """Return the stored tokens, None while nobody is signed in."""
        return await asyncio.to_thread(self._store.load)

    async def access_token(self, *, refused: str | None = None) -> str:
        """Return an access token, renewed if it ends soon or was `refused`.

        `refused` is the access token that the ministry answered with 401.

        Raises `AuthenticationError` (`signed-out` where there is no sign-in, or the problem's type when the
        ministry ends it) and any error of the renewal itself.
        """
        tokens = await self.tokens()
        if tokens is None:
            raise AuthenticationError(SIGNED_OUT)
        if self._is_good(tokens, refused):
            return tokens.access
        if self._renewal is None:
            self._renewal = asyncio.create_task(self._renewed(tokens.access))
            self._renewal.add_done_callback(self._forget_renewal)
        return (await asyncio.shield(self._renewal)).access

    async def open(self, answer: TokenAnswer) -> None:
        """Keep the tokens of a new sign-in."""
        async with self._change:
            await asyncio.to_thread(self._store.save, answer.tokens(self._clock))

    async def close(self) -> KeptTokens | None:
        """Delete this device's tokens and return those that were stored."""
        async with self._change:
            tokens = await self.tokens()
            await asyncio.to_thread(self._store.clear)
        return tokens

    async def settle(self) -> None:
        """Wait until no renewal is under way, lest its answer be lost."""
        if self._renewal is not None:
            await asyncio.wait([self._renewal])

    def _is_good(self, tokens: KeptTokens, refused: str | None) -> bool:
        return tokens.access != refused and self._clock.time() < tokens.access_ends - EARLY

    async def _renewed(self, stale: str) -> KeptTokens:
        async with self._change:
            # Read again: another renewal or sign-in may have ended since the caller read.
            tokens = await self.tokens()
            if tokens is None:
                raise AuthenticationError(SIGNED_OUT)
            if self._is_good(tokens, stale):
                return tokens
            try:
                answer = await self._renew(tokens.refresh)
            except AuthenticationError:
                await asyncio.to_thread(self._store.clear)
                raise
            renewed = answer.tokens(self._clock)
            await asyncio.to_thread(self._store.save, renewed)
            return renewed

    def _forget_renewal(self, task: asyncio.Task[KeptTokens]) -> None:
        self._renewal = None
        if not task.cancelled():
            task.exception()  # seen, even where the call that wanted it was cancelled
