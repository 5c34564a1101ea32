"""The root of the screens: which address shows which screen, and who may see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from screens import routes
from screens.catalogue.service import ServiceScreen
from screens.catalogue.services import ServicesScreen
from screens.comfort.comfort import ComfortScreen
from screens.components.frame import screen
from screens.context import Shared, provide, use_actions, use_ui
from screens.draft.form import DraftChange, DraftGroup, DraftStart
from screens.draft.review import Review
from screens.keyboard_help.keyboard_help import KeyboardHelp
from screens.me.me import MeScreen
from screens.messages.inbox import InboxScreen
from screens.nouns import nouns
from screens.profiles.archive import BringIn, TakeAlong
from screens.profiles.code import NewCode
from screens.profiles.create import NewProfile
from screens.profiles.erase import Erase
from screens.profiles.picker import ProfilesScreen
from screens.profiles.profile import ChangeLock, Rename, ThisProfile
from screens.profiles.recover import Recover
from screens.profiles.unlock import Unlock
from screens.requests.appeal_letter import AppealLetter
from screens.requests.ask import AskReply
from screens.requests.confirmation import ConfirmationScreen
from screens.requests.decision import DecisionScreen
from screens.requests.messages import MessagesScreen
from screens.requests.request import RequestScreen
from screens.requests.requests import RequestsScreen
from screens.requests.sending import HowToSend
from screens.requests.sent import SentScreen
from screens.start.home import Home
from screens.start.sign_in import SignInScreen
from screens.start.welcome import Welcome


@ft.component
def Redirect(to: str) -> ft.View:
    actions = use_actions()
    ft.use_effect(lambda: actions.go(to), [to])
    return screen("", [], header=False)


@ft.component
def Start() -> ft.View:
    """Lead to the first screen: language, then profiles, then home."""
    ui = use_ui()
    if not ui.chosen:
        return Redirect(routes.WELCOME)
    return Redirect(routes.HOME if ui.profile else routes.PROFILES)


def _private(body: Callable[..., Any]) -> Callable[..., Any]:
    """Show a screen only while a profile is open."""

    @ft.component
    def Private() -> ft.View:
        ui, parts = use_ui(), ft.use_route_params()
        if not ui.profile:
            return Start()
        # Another draft, request or profile is another screen that inherits nothing; the groups of one draft are one.
        shown = [value for name, value in parts.items() if name != "group_id"]
        view: ft.View = body(key="/".join([ui.profile.id, *shown]))
        return view

    return Private


def _after_language(body: Callable[..., Any]) -> Callable[..., Any]:
    @ft.component
    def AfterLanguage() -> ft.View:
        return body() if use_ui().chosen else Start()

    return AfterLanguage


_ROUTES = [
    ft.Route(path="/", component=Start),
    ft.Route(path=routes.WELCOME, component=Welcome),
    ft.Route(path=routes.COMFORT, component=_after_language(ComfortScreen)),
    ft.Route(path=routes.KEYBOARD, component=_after_language(KeyboardHelp)),
    ft.Route(path=routes.PROFILES, component=_after_language(ProfilesScreen)),
    ft.Route(path=routes.NEW_PROFILE, component=_after_language(NewProfile)),
    ft.Route(path=routes.unlock(":profile_id"), component=_after_language(Unlock)),
    ft.Route(path=routes.recover(":profile_id"), component=_after_language(Recover)),
    ft.Route(path=routes.erase(":profile_id"), component=_after_language(Erase)),
    *(
        ft.Route(path=path, component=_private(component))
        for path, component in (
            (routes.HOME, Home),
            (routes.ME, MeScreen),
            (routes.MESSAGES, InboxScreen),
            (routes.PROFILE, ThisProfile),
            (routes.RENAME, Rename),
            (routes.CHANGE_LOCK, ChangeLock),
            (routes.RECOVERY_CODE, NewCode),
            (routes.TAKE_ALONG, TakeAlong),
            (routes.BRING_IN, BringIn),
            (routes.SIGN_IN, SignInScreen),
            (routes.SERVICES, ServicesScreen),
            (routes.service(":service_id"), ServiceScreen),
            (routes.draft(":draft_id"), DraftStart),
            (routes.review(":draft_id"), Review),
            (routes.group(":draft_id", ":group_id"), DraftGroup),
            (routes.change(":draft_id", ":group_id"), DraftChange),
            (routes.REQUESTS, RequestsScreen),
            (routes.SENDING, HowToSend),
            (routes.request(":request_id"), RequestScreen),
            (routes.sent(":request_id"), SentScreen),
            (routes.confirmation(":request_id"), ConfirmationScreen),
            (routes.messages(":request_id"), MessagesScreen),
            (routes.ask(":request_id", ":ask_id"), AskReply),
            (routes.decision(":request_id"), DecisionScreen),
            (routes.appeal(":request_id", ":appeal"), AppealLetter),
            *(route for noun in nouns() for route in noun.routes),
        )
    ),
]


@ft.component
def Root(shared: Shared) -> Any:
    """Everything there is to see in one window."""
    return provide(shared, lambda: ft.Router(_ROUTES, not_found=Start, manage_views=True))
