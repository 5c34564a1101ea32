"""A client without a screen for Flet's declarative components.

Session, diff, patch and wire encoding are Flet's own; only the transport and the person before the screen are
played here. So a property that cannot be sent, a handler that raises and an effect that fails all show.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self, TypeVar

import flet as ft
import msgpack
from flet.components.public_utils import unwrap_component
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page, context
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    Message,
    MessageAction,
    RegisterClientResponseBody,
    configure_encode_object_for_msgpack,
    decode_ext_from_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

C = TypeVar("C", bound=BaseControl)

PATIENCE = 30.0
"""Seconds that `until` waits; what it waits for comes within milliseconds unless the machine is busy."""
_TURNS = 12
"""Turns of the event loop from an event to the last patch that follows from it without waiting."""
_encode = configure_encode_object_for_msgpack(BaseControl)


class CrashedError(AssertionError):
    """The app would show the text of an error in place of its screens."""


class Client(Connection):
    """The client's end: takes what the session sends, and answers what the session asks."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(2)
        self.pubsubhub = PubSubHub(self.loop, self.executor)
        self.page_url = "http://127.0.0.1/"
        self.answers: dict[str, Callable[[dict[str, Any]], Any]] = {}
        """Method of a control → what the client answers to its call; an exception is the error that it tells of."""
        self.focused: list[int] = []
        """The controls that the app gave the focus by a call, in order."""
        self.routes: list[str] = []
        """Where the app asked to go, not followed yet."""
        self.written: list[tuple[str, Any]] = []
        """Every (property, value) that patches set in controls already shown, in order."""
        self.crashes: list[str] = []
        self.session: Session

    def send_message(self, message: Message) -> None:
        # Encoded for real: that is also what the next diff compares with.
        raw = msgpack.packb([message.action, message.body], default=_encode)
        body = msgpack.unpackb(raw, ext_hook=decode_ext_from_msgpack, strict_map_key=False)[1]
        if message.action == MessageAction.SESSION_CRASHED:
            self.crashes.append(body["message"])
        elif message.action == MessageAction.PATCH_CONTROL:
            self.written += [(each[2], each[3]) for each in body["patch"][1:] if each[0] == _REPLACE]
        elif message.action == MessageAction.INVOKE_METHOD:
            self._answer(body)

    def _answer(self, call: dict[str, Any]) -> None:
        if call["name"] == "focus":
            self.focused.append(call["control_id"])
        if call["name"] == "push_route":
            self.routes.append(call["args"]["route"])
        answer = self.answers.get(call["name"], lambda _: None)(call.get("args") or {})
        error = str(answer) if isinstance(answer, Exception) else None
        told = (None if error else answer, error)
        self.loop.call_soon(
            self.session.handle_invoke_method_results, call["control_id"], call["call_id"], *told
        )


_REPLACE = 0
"""The operation of a patch that sets a property: [0, node, property, value]."""


class Harness:
    """A window of the app, and what a person does before it.

    `async with Harness() as ui: await ui.render(Component, …)`. Leaving it closes the window.
    """

    def __init__(self, route: str = "/", **page: Any) -> None:
        """Make a page; `page` are properties that a client tells first."""
        self._page_properties = {"route": route, "width": 400, "height": 800, "platform": "linux", **page}

    async def __aenter__(self) -> Self:
        self.client = Client()
        self.session = self.client.session = Session(self.client)
        self.page: ft.Page = self.session.page
        self._token = _context_page.set(self.page)
        context.reset_auto_update()
        self.session.apply_page_patch(self._page_properties)
        patch = self.session.get_page_patch()
        body = RegisterClientResponseBody(session_id=self.session.id, page_patch=patch, error="")
        self.client.send_message(Message(MessageAction.REGISTER_CLIENT, body))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.session.close()
        await asyncio.sleep(0)
        _context_page.reset(self._token)
        self.client.executor.shutdown(wait=False)

    async def loses_line(self) -> None:
        """Cut the line to the client, whose window is kept a while."""
        self.client.routes.clear()
        await self.session.disconnect(session_timeout_seconds=60)

    async def is_back(self) -> None:
        """Let the client come back, with the whole window sent to it."""
        body = RegisterClientResponseBody(session_id=self.session.id, page_patch=self.page, error="")
        self.client.send_message(Message(MessageAction.REGISTER_CLIENT, body))
        await self.session.connect(self.client)
        await self.settle()

    async def render(self, component: Callable[..., Any], *arguments: Any) -> None:
        """Show a component within one view."""
        self.page.render(component, *arguments)
        await self.settle()

    async def render_views(self, component: Callable[..., Any], *arguments: Any) -> None:
        """Show a component that gives whole views."""
        self.page.render_views(component, *arguments)
        await self.settle()

    async def settle(self) -> None:
        """Let all happen that needs no thread and no time. Raises `CrashedError`."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        while self.client.routes:
            await self.open(self.client.routes.pop(0))
        if self.client.crashes:
            raise CrashedError(self.client.crashes[0])
        updates: asyncio.Task[None] | None = self.session._Session__updates_task  # type: ignore[attr-defined]
        if updates is not None and updates.done() and (error := updates.exception()):
            raise CrashedError("rendering ended") from error

    async def until(self, holds: Callable[[], Any], what: str = "") -> Any:
        """Wait until something holds; gives it."""
        deadline = time.monotonic() + PATIENCE
        await self.settle()
        while not (found := holds()):
            assert time.monotonic() < deadline, f"waited in vain for {what or holds}; shown: {self.words()}"
            await asyncio.sleep(0.002)
            await self.settle()
        return found

    # Looking

    def all(self, kind: type[C]) -> list[C]:
        """Return every control of a kind in the layout's order; dialogs last."""
        roots = (self.page.views, self.page._dialogs.controls)
        return [each for root in roots for each in walk(root) if isinstance(each, kind)]

    def one(self, kind: type[C]) -> C:
        found = self.all(kind)
        assert len(found) == 1, f"{len(found)} of {kind.__name__}; shown: {self.words()}"
        return found[0]

    def words(self) -> list[str]:
        """Return all texts that are seen, without marks of direction."""
        return [plain(str(text.value)) for text in self.all(ft.Text)]

    def shows(self, words: str) -> bool:
        return any(plain(words) in text for text in self.words())

    def headings(self, level: int = 1) -> list[str]:
        found = [each for each in self.all(ft.Semantics) if each.header and each.heading_level == level]
        return [words_of(each) for each in found]

    def field(self, label: str) -> ft.TextField:
        """Return the text field with a label, as screen readers find it."""
        found = self._field(label)
        assert found is not None, f"no field {label!r}; shown: {self.words()}"
        return found

    def _field(self, label: str) -> ft.TextField | None:
        for merged in self.all(ft.MergeSemantics):
            inside = [each for each in walk(merged) if isinstance(each, ft.TextField)]
            named = next((each.label for each in walk(merged) if isinstance(each, ft.Semantics)), None)
            if inside and (plain(named) if named else words_of(merged)).startswith(plain(label)):
                return inside[0]
        return None

    def button(self, name: str) -> ft.Control:
        """Return the first button whose words, seen or read, begin so."""
        found = next((each for each in self._buttons() if words_of(each).startswith(plain(name))), None)
        assert found is not None, f"no button {name!r}; shown: {self.words()}"
        return found

    def has_button(self, name: str) -> bool:
        return any(words_of(each).startswith(plain(name)) for each in self._buttons())

    def _buttons(self) -> list[ft.Control]:
        kinds = ft.FilledButton | ft.OutlinedButton | ft.TextButton
        return [each for each in self.all(ft.Control) if isinstance(each, kinds)]

    # Acting

    async def fire(self, control: BaseControl, event: str, data: Any = None, **properties: Any) -> None:
        """Fire an event, after the client told `properties` of the control."""
        if properties:
            self.session.apply_patch(control._i, properties)
        await self.session.dispatch_event(control._i, event, data)
        await self.settle()

    async def press(self, name: str) -> None:
        button = self.button(name)
        assert not button.disabled, f"{name} is disabled"
        await self.fire(button, "click")

    async def type(self, label: str, text: str) -> None:
        """Type a text in a field in place of what it holds."""
        await self.until(lambda: self._field(label), f"field {label!r}")
        for end in range(1, len(text) + 1):
            await self.key(self.field(label), text[:end])

    async def key(self, field: ft.TextField, value: str) -> None:
        """Press one key: the field then holds `value`."""
        await self.fire(field, "change", value, value=value)

    async def choose(self, value: str) -> None:
        """Choose a radio button by its value."""
        for group in self.all(ft.RadioGroup):
            if any(isinstance(each, ft.Radio) and each.value == value for each in walk(group)):
                await self.fire(group, "change", value, value=value)
                return
        raise AssertionError(f"no choice {value!r}")

    async def open(self, route: str) -> None:
        """Go to an address, as by a link or the browser's buttons."""
        await self.fire(self.page, "route_change", {"route": route}, route=route)

    async def back(self) -> None:
        """Android's back gesture."""
        await self.fire(self.all(ft.View)[-1], "confirm_pop")


def walk(value: Any) -> Iterator[BaseControl]:
    """Yield a control and all within it, components opened."""
    value = unwrap_component(value)
    if isinstance(value, list | tuple):
        for each in value:
            yield from walk(each)
    elif isinstance(value, BaseControl):
        yield value
        # What was set on a control, then what holds controls whether set or not, as its encoding has them.
        yield from walk([each for each in value._values.values() if isinstance(each, BaseControl | list)])
        structure = [getattr(value, name) for name in type(value)._structural_fields if name != "_parent"]
        yield from walk([each for each in structure if isinstance(each, BaseControl | list)])


def words_of(control: BaseControl) -> str:
    """Return the words of a control: its texts, or their replacements."""
    parts: list[str] = []
    for each in walk(control):
        content = getattr(each, "content", None)
        if isinstance(each, ft.Text):
            parts.append(each.semantics_label or str(each.value))
        elif isinstance(each, ft.Icon) and each.semantics_label:
            parts.append(each.semantics_label)
        elif isinstance(content, str):
            parts.append(content)
    return plain(" ".join(parts))


def plain(text: str) -> str:
    return re.sub("[\u2066-\u2069]", "", text)
