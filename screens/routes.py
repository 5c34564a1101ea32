"""Every address of the app, built in one place. No personal word is ever part of an address."""

from __future__ import annotations

from enum import Enum

WELCOME = "/welcome"
COMFORT = "/comfort"
KEYBOARD = "/keyboard"
PROFILES = "/profiles"
NEW_PROFILE = "/profiles/new"
PROFILE = "/profile"
"""The open one: its name, its lock, its recovery code."""
RENAME = "/profile/name"
CHANGE_LOCK = "/profile/lock"
RECOVERY_CODE = "/profile/code"
TAKE_ALONG = "/profile/take-along"
BRING_IN = "/profile/bring-in"
"""All data of the profile as one file, on the way out and in."""
HOME = "/home"
ME = "/me"
MESSAGES = "/messages"
SIGN_IN = "/sign-in"
SERVICES = "/services"
REQUESTS = "/requests"
SENDING = "/sending"
"""How things are sent from the open profile."""

ASIDE = (WELCOME, COMFORT, KEYBOARD)
"""Screens that one looks in on from another and leaves to where one was."""


class Place(Enum):
    """A place of the app; its value is the address that it begins with."""

    HOME = HOME
    REQUESTS = REQUESTS
    MESSAGES = MESSAGES
    ME = ME


_WITHIN = {
    "requests": Place.REQUESTS,
    "drafts": Place.REQUESTS,
    "sending": Place.REQUESTS,
    "messages": Place.MESSAGES,
    "me": Place.ME,
    "profile": Place.ME,
    "sign-in": Place.ME,
}
"""By the first part of an address; any other is within home."""


def place_of(route: str) -> Place:
    """Return the place that a screen belongs to."""
    return _WITHIN.get(route.split("/")[1] if "/" in route else "", Place.HOME)


def noun(name: str, *parts: str) -> str:
    """Return an address of a noun with a place of its own.

    Of a concern `/concerns`, `/concerns/new`, `/concerns/{id}`.
    """
    return "/".join([f"/{name}s", *parts])


def unlock(profile_id: str) -> str:
    return f"{PROFILES}/{profile_id}/unlock"


def recover(profile_id: str) -> str:
    return f"{PROFILES}/{profile_id}/recover"


def erase(profile_id: str) -> str:
    return f"{PROFILES}/{profile_id}/erase"


def service(service_id: str) -> str:
    return f"{SERVICES}/{service_id}"


def draft(draft_id: str) -> str:
    return f"/drafts/{draft_id}"


def group(draft_id: str, group_id: str) -> str:
    return f"/drafts/{draft_id}/questions/{group_id}"


def change(draft_id: str, step_id: str) -> str:
    """Return the route of a step on the way from the review."""
    return f"/drafts/{draft_id}/review/{step_id}"


def review(draft_id: str) -> str:
    return f"/drafts/{draft_id}/review"


def request(request_id: str) -> str:
    return f"{REQUESTS}/{request_id}"


def sent(request_id: str) -> str:
    """Return the route of what the person wrote in a request."""
    return f"{REQUESTS}/{request_id}/sent"


def messages(request_id: str) -> str:
    return f"{REQUESTS}/{request_id}/messages"


def ask(request_id: str, ask_id: str) -> str:
    return f"{REQUESTS}/{request_id}/asks/{ask_id}"


def decision(request_id: str) -> str:
    return f"{REQUESTS}/{request_id}/decision"


def confirmation(request_id: str) -> str:
    """Return the route of what is shown right after sending."""
    return f"{REQUESTS}/{request_id}/confirmation"


def appeal(request_id: str, appeal: str) -> str:
    """Return the route of the letter of an appeal."""
    return f"{REQUESTS}/{request_id}/appeals/{appeal}"
