"""The presence of the person: what they do in a window, whether it is to be seen, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flet as ft

from app.following import follow

if TYPE_CHECKING:
    from app.window import Window

State = ft.AppLifecycleState
_GONE = (State.HIDE, State.PAUSE, State.DETACH)
_BACK = (State.SHOW, State.RESUME)


class Attention:
    def __init__(self, window: Window) -> None:
        self._window = window
        self._locking = window.house.locking

    def begin(self) -> None:
        """The window opens."""
        page = self._window.page
        page.on_app_lifecycle_state_change = self._on_lifecycle
        follow(page.session, self)
        self._locking.shown(self._window)

    def end(self) -> None:
        """The window closes; closing twice is no trouble."""
        self._locking.hidden(self._window)

    def acted(self) -> None:
        self._locking.acted()
        self._window.voice.acted()

    def went(self) -> None:
        self._window.voice.went()

    def rendered(self) -> None:
        self._window.voice.rendered()

    def _on_lifecycle(self, event: ft.AppLifecycleStateChangeEvent) -> None:
        if event.state is State.HIDE:
            self._window.voice.stop()  # nobody sees the window any more: nobody should hear it
        opened = self._window.house.opened
        if opened is not None:
            if event.state is State.RESUME:
                opened.outbox.wake()
                opened.look()
            elif event.state in (State.INACTIVE, State.HIDE):
                self._window.page.run_thread(opened.saver.flush)
        if event.state in _GONE:
            self._locking.hidden(self._window)
        elif event.state in _BACK:
            self._locking.shown(self._window)
