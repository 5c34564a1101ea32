"""The line between a window and the app: one bar of network, where the app runs elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute


class AppLine:
    """What the app says to the window arrives, or waits until the line goes on. What the window says gets through.

    To be made before the window opens.
    """

    def __init__(self, page: Page) -> None:
        self._waiting: list[Callable[[], None]] | None = None
        page.route_web_socket("**/*", self._through)

    def stall(self) -> None:
        self._waiting = []

    def go_on(self) -> None:
        waiting, self._waiting = self._waiting or [], None
        for arrives in waiting:
            arrives()

    def _through(self, window: WebSocketRoute) -> None:
        app = window.connect_to_server()

        def said(message: str | bytes) -> None:
            if self._waiting is None:
                window.send(message)
            else:
                self._waiting.append(lambda: window.send(message))

        app.on_message(said)
