"""One window of the app: a browser tab, a desktop window, the phone's screen."""

from __future__ import annotations

import logging
from collections.abc import Set
from contextlib import ExitStack
from typing import Any

import flet as ft

from app.flet_patches.likeness import know_again
from app.flet_patches.session_guards import guard
from app.flet_patches.speedups import quicken
from app.logs import where
from app.session.archives import ArchiveActions
from app.session.cases import CaseActions
from app.session.drafts import DraftActions
from app.session.open_profile import OpenProfile
from app.session.own import OwnActions
from app.session.requests import RequestActions
from app.session.session import NoProfileError, Session
from app.session.sign_in import SignInActions
from app.shell import appearance, profile_exit
from app.shell.files import WindowFiles
from app.shell.house import House
from app.shell.keyboard import Keyboard
from app.shell.navigator import Navigator
from app.shell.preferences import HousePreferences
from app.shell.presence import Presence
from app.shell.profiles import ProfileActions
from app.shell.voice import WindowVoice
from screens import routes
from screens.context import Shared
from screens.ports import Actions
from screens.root import Root
from screens.start.calm import calm_page
from screens.state import ChangeCounters, News, Sendings, Ui
from screens.theme import FONTS
from services.errors import QaribError, StorageFullError
from services.models.change import Change
from services.models.comfort import Comfort
from services.models.locking import LockSettings
from services.models.outbox import Sending
from services.registry import KINDS

log = logging.getLogger("qarib.window")

_CONCERNS = {name: kind.concerns for name, kind in KINDS.items() if kind.concerns is not None}


class Window:
    """The observables of a window's screens; it hears from the house what happens."""

    def __init__(self, page: ft.Page, house: House) -> None:
        self.page = page
        self.house = house
        self.ui, self.changes, self.sendings, self.news = Ui(), ChangeCounters(), Sendings(), News()
        self.navigator = Navigator(page)
        self.voice = WindowVoice(page, self.ui, house.speaker)
        files = WindowFiles(page, self.ui, house.locking, house.intake)
        self.actions = Actions(
            preferences=HousePreferences(house, self.ui, self.speak),
            profiles=ProfileActions(house),
            sign_in=SignInActions(self.session),
            services=house.catalogue,
            drafts=DraftActions(self.session, lambda: house.events.on_draft(self)),
            requests=RequestActions(self.session),
            cases=CaseActions(self.session),
            own=OwnActions(self.session),
            files=files,
            archives=ArchiveActions(self.session, house.settings.home, files),
            voice=self.voice,
            go=self.navigator.go,
            report=self.report,
        )
        self.shared = Shared(
            self.ui,
            self.changes,
            self.sendings,
            self.news,
            self.actions,
            speech=self.voice.speech,
            engine=self.voice.engine,
        )
        self.keyboard = Keyboard(page, self.shared, self.voice)
        self.presence = Presence(page, house, self.voice)
        self._hearing = ExitStack()

    @property
    def profile(self) -> OpenProfile:
        """The open profile; screens that need one are shown with one only."""
        if self.house.opened is None:
            raise NoProfileError
        return self.house.opened

    def session(self) -> Session:
        """Return what an operation that begins now works with. Raises `NoProfileError`."""
        house = self.house
        return Session(self.profile, house.events, house.catalogue, house.clock, self.ui.language)

    def open(self, language: str | None) -> None:
        """Show the first screen; `language` is None on the first start."""
        quicken()
        know_again()
        page = self.page
        page.fonts = {} if page.web else FONTS
        appearance.bound(page)
        page.on_keyboard_event = self.keyboard.on_key
        page.on_close = lambda _: self.close()
        page.on_resize = lambda _: appearance.measure(page, self.ui)
        # Flet would replace the page by the text of the error: nobody should meet a stack trace.
        page.session.error = self._on_flet_error  # type: ignore[method-assign, assignment]
        self._render_missed = guard(page.session, self.report)
        page.on_connect = lambda _: self._on_back()
        self.presence.begin()
        self.voice.join()
        self.ui.chosen = language is not None
        self.ui.comfort_asked = self.house.device.comfort() is not None
        appearance.speak(self.page, self.ui, language or appearance.system_language(self.page))
        self.show(self.house.opened)
        self._hear()
        page.render_views(Root, self.shared)
        page.run_task(appearance.ask_system, page, self.ui)

    def close(self) -> None:
        self._hearing.close()
        self.presence.end()
        self.voice.leave()

    def _hear(self) -> None:
        """Join each event with the method of its name."""
        for name, event in vars(self.house.events).items():
            self._hearing.callback(event.join(getattr(self, name)))

    def speak(self, language: str) -> None:
        """Change the language of everything that is shown."""
        self.ui.chosen = True
        appearance.speak(self.page, self.ui, language)
        self.voice.dressed()

    def show(self, opened: OpenProfile | None) -> None:
        """Show the profile that is open now, or that none is."""
        profile = opened.profile if opened else None
        if self.ui.profile and (profile is None or profile.id != self.ui.profile.id):
            profile_exit.forget(self.shared, self.navigator, self.voice)
        self.ui.profile = profile
        self.ui.lock_settings = opened.locking if opened else LockSettings()
        self.ui.repaired = opened is not None and opened.vault.repaired is not None
        self.ui.person = opened.account.person if opened else None
        self.ui.signed_in = opened.account.signed_in if opened else False
        self.ui.online = opened.monitor.online if opened else True
        self.sendings.by_id = {}
        kept = opened.comfort if opened else None
        if kept and kept.language and kept.language != self.ui.language:
            self.speak(kept.language)
        self.on_comfort(kept or self.house.device.comfort() or Comfort())

    def report(self, error: BaseException) -> None:
        """Log an unexpected error without its words; show a calm page."""
        if isinstance(error, NoProfileError) and self.house.opened is None:
            return  # a screen on its way out asked once more; the profiles are shown already
        log.error("unexpected: %s", where(error))
        self._calm()

    def on_change(self, change: Change) -> None:
        self._count({_CONCERNS[kind] for kind, _ in change.records if kind in _CONCERNS})
        if isinstance(self.news.problem, StorageFullError):
            # Something was written: there is room again, and what was typed meanwhile is on the disk.
            self.news.problem = None

    def _count(self, counters: Set[str]) -> None:
        for counter in counters:
            setattr(self.changes, counter, getattr(self.changes, counter) + 1)

    def on_draft(self, by: object) -> None:
        if by is not self:
            self.shared.elsewhere.turns += 1

    def on_sending(self, sending: Sending) -> None:
        before = self.sendings.by_id.get(sending.id)
        self.sendings.by_id = {**self.sendings.by_id, sending.id: sending}
        if before is None or before.state is not sending.state:
            self._count({"requests", _CONCERNS.get(sending.kind, "requests")})

    def on_online(self, online: bool) -> None:
        self.ui.online = online

    def on_signed_in(self, signed_in: bool) -> None:
        self.show(self.house.opened)

    def on_comfort(self, comfort: Comfort) -> None:
        self.ui.comfort = comfort
        appearance.dress(self.page, self.ui)
        self.voice.dressed()

    def on_warning(self, warned: bool) -> None:
        self.shared.locking.soon = warned
        if warned:
            self.voice.warn(self.ui.words("Qarib locks in less than a minute."))

    def on_problem(self, problem: QaribError) -> None:
        self.news.problem = problem

    def on_catalogue(self) -> None:
        self.changes.catalogue += 1

    def on_repaired(self) -> None:
        self.ui.repaired = True
        self._count({*_CONCERNS.values()})

    def on_profiles(self) -> None:
        self.changes.profiles += 1
        opened = self.house.opened
        if opened is None:
            if self.ui.profile is not None:
                self.show(None)
                if not self.house.is_opening and profile_exit.is_aside(self.page.route):
                    self.navigator.go(routes.PROFILES)
        elif (opened.profile, opened.locking) != (self.ui.profile, self.ui.lock_settings):
            # Opened or changed, here or in another window.
            self.show(opened)

    def _on_back(self) -> None:
        """Render what a client missed while its line was cut."""
        self._render_missed()
        self.navigator.catch_up()

    def _on_flet_error(self, _: str) -> None:
        log.error("unexpected: an error in rendering or in a handler of Flet")
        self._calm()

    def _calm(self) -> None:
        words = self.ui.words
        self.page.title = f"{words('Something went wrong')} – {words('Qarib')}"

        def go_on(_: Any) -> None:
            self.news.problem, self.news.text = None, ""
            self.page.render_views(Root, self.shared)
            self.navigator.go("/")

        self.page.render_views(lambda: [calm_page(words, go_on, web=self.page.web)])
