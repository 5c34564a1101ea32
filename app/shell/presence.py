"""The presence of the person: what they do in a window, whether it is to be seen, and what follows from it."""

from __future__ import annotations

import flet as ft

from app.flet_patches.session_observer import observe
from app.shell.house import House
from app.shell.voice import WindowVoice

State = ft.AppLifecycleState
_GONE = (State.HIDE, State.PAUSE, State.DETACH)
_BACK = (State.SHOW, State.RESUME)


class Presence:
    def __init__(self, page: ft.Page, house: House, voice: WindowVoice) -> None:
        self._page = page
        self._house = house
        self._voice = voice
        self._locking = house.locking

    def begin(self) -> None:
        """Begin to watch the window as it opens."""
        self._page.on_app_lifecycle_state_change = self._on_lifecycle
        observe(self._page.session, acted=self._acted, went=self._voice.went, rendered=self._voice.rendered)
        self._locking.shown(self)

    def end(self) -> None:
        """Note the window as closed; twice is no trouble."""
        self._locking.hidden(self)

    def _acted(self) -> None:
        self._locking.acted()
        self._voice.acted()

    def _on_lifecycle(self, event: ft.AppLifecycleStateChangeEvent) -> None:
        if event.state is State.HIDE:
            self._voice.stop()  # nobody sees the window any more: nobody should hear it
        opened = self._house.opened
        if opened is not None:
            if event.state is State.RESUME:
                opened.outbox.wake()
                opened.look()
            elif event.state in (State.INACTIVE, State.HIDE):
                self._page.run_thread(opened.saver.flush)
        if event.state in _GONE:
            self._locking.hidden(self)
        elif event.state in _BACK:
            self._locking.shown(self)
