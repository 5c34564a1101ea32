"""What every screen shares, and the hooks that give it: state, actions, words, and the guard of handlers."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

import flet as ft

from i18n import Words
from screens import closing, focus
from screens.closing import Closers
from screens.focus import Focus
from screens.ports import Actions
from screens.state import (
    ChangeCounters,
    Elsewhere,
    EngineState,
    Locking,
    News,
    Overviewed,
    Sendings,
    SpeechState,
    Ui,
)
from services.errors import QaribError, VaultError

T = TypeVar("T")
Handler = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Shared:
    """What `app` hands to the screens of one window."""

    ui: Ui
    changes: ChangeCounters
    sendings: Sendings
    news: News
    actions: Actions
    elsewhere: Elsewhere = field(default_factory=Elsewhere)
    focus: Focus = field(default_factory=Focus)
    closers: Closers = field(default_factory=Closers)
    speech: SpeechState = field(default_factory=SpeechState)
    engine: EngineState = field(default_factory=EngineState)
    locking: Locking = field(default_factory=Locking)
    overviewed: Overviewed = field(default_factory=Overviewed)


class _Context(Generic[T]):
    """A part of `Shared`. Calling it gives that of the window in which a component is rendered."""

    every: ClassVar[list[_Context[Any]]] = []

    def __init__(self, part: str, _: type[T]) -> None:
        self.part = part
        self.provide: Any = ft.create_context(None)
        self.every.append(self)

    def __call__(self) -> T:
        found: T = ft.use_context(self.provide)
        return found


use_actions = _Context("actions", Actions)
use_news = _Context("news", News)
use_speech = _Context("speech", SpeechState)
use_engine = _Context("engine", EngineState)
use_locking = _Context("locking", Locking)
use_elsewhere = _Context("elsewhere", Elsewhere)
use_sendings = _Context("sendings", Sendings)
use_overviewed = _Context("overviewed", Overviewed)
use_changes = _Context("changes", ChangeCounters)
use_ui = _Context("ui", Ui)


def use_words() -> Words:
    return use_ui().words


def provide(shared: Shared, body: Callable[[], Any]) -> Any:
    """Render `body` with everything that the hooks above look up."""
    provided = partial(closing.provide, shared.closers, partial(focus.provide, shared.focus, body))
    for context in _Context.every:
        provided = partial(context.provide, getattr(shared, context.part), provided)
    return provided()


LONG = 1.0
"""Seconds after which a person learns that something is under way, and can give it up."""


async def _run(call: Callable[..., Any], event: Any, news: News) -> None:
    """Call a handler, with the event only if it takes one.

    A parameter with a default is the caller's own, bound in a loop.
    """
    wants_event = any(
        parameter.default is inspect.Parameter.empty
        for parameter in inspect.signature(call).parameters.values()
    )
    result = call(event) if wants_event else call()
    if not inspect.isawaitable(result):
        return
    task = asyncio.ensure_future(result)
    done, _ = await asyncio.wait({task}, timeout=LONG)
    if not done:
        news.cancel = task.cancel
        try:
            await asyncio.wait({task})
        finally:
            news.cancel = None
    if not task.cancelled():
        task.result()


def use_guard() -> Callable[[Callable[..., Any]], Handler]:
    """Return what guards an event handler: errors never replace the app.

    An expected error becomes the news of the page. Anything else is the one guarded edge of the screens: it is reported
    (by type and place, never by text) and the calm page opens, the draft being on the disk. What takes long is shown as
    under way, with a way to cancel it. What fails because the profile that it was for was closed meanwhile needs no
    word.
    """
    ui, actions, news = use_ui(), use_actions(), use_news()

    def guard(call: Callable[..., Any]) -> Handler:
        async def handler(event: Any) -> None:
            profile = ui.profile
            try:
                news.problem, news.text = None, ""
                await _run(call, event, news)
            except VaultError as error:
                news.problem = error
            except QaribError as error:
                if ui.profile is profile:
                    news.problem = error
            except Exception as error:  # noqa: BLE001 - the guarded edge described above
                if ui.profile is profile:
                    actions.report(error)

        return handler

    return guard


def start(handler: Handler) -> None:
    """Run a guarded handler from a callback that cannot wait for it."""
    ft.context.page.run_task(handler, None)


@dataclass
class Box(Generic[T]):
    """Something a component remembers without being rendered again when it changes."""

    value: T

    def keep(self, value: T) -> None:
        self.value = value


def use_box(initial: T) -> Box[T]:
    """Keep what was typed so far, without a render."""
    box: Any = ft.use_ref(lambda: Box(initial))
    kept: Box[T] = box.current
    return kept


def use_value(initial: T) -> tuple[T, Callable[[T | Callable[[T], T]], None]]:
    """Keep a typed state of a component.

    Flet's own hook cannot tell a value from a function that makes it.
    """
    hook: Any = ft.use_state
    value, set_value = hook(initial)
    return value, set_value


class Status(Enum):
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Loaded(Generic[T]):
    """Something that a screen loads. While it is loaded again the former value stays."""

    status: Status
    value: T | None = None
    problem: QaribError | None = None


def use_loaded(load: Callable[[], Awaitable[T]], dependencies: list[Any]) -> Loaded[T]:
    """Load when the component mounts and when a dependency changes.

    A newer load wins over an older one. A problem becomes the news of the page, unless the profile was closed
    meanwhile.
    """
    ui, actions, news = use_ui(), use_actions(), use_news()
    loaded, set_loaded = ft.use_state(Loaded[T](Status.LOADING))
    turn = use_box(0)

    async def run() -> None:
        turn.value += 1
        mine, profile = turn.value, ui.profile
        try:
            outcome = Loaded(Status.READY, await load())
        except QaribError as error:
            outcome = Loaded[T](Status.FAILED, loaded.value, error)
        except Exception as error:  # noqa: BLE001 - same guarded edge as in `use_guard`
            if ui.profile is profile:
                actions.report(error)
            return
        if mine == turn.value and ui.profile is profile:
            if outcome.problem is not None:
                news.problem = outcome.problem
            set_loaded(outcome)

    ft.use_effect(run, dependencies)
    return loaded
