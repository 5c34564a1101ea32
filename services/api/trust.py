"""Whom the connection to the ministry trusts."""

from __future__ import annotations

import ssl
import sys
from ipaddress import ip_address

import httpx

from services.api.pins import Pins, pinned
from services.clock import Clock, SystemClock
from services.errors import ConfigurationError

SETTING = "QARIB_MINISTRY"


def ministry_address(text: str) -> httpx.URL:
    """Parse the ministry's base address; plain http only for this machine.

    Raises `ConfigurationError`.
    """
    try:
        address = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ConfigurationError(SETTING, "not_an_address") from error
    if address.scheme not in ("http", "https") or not address.host or address.userinfo:
        raise ConfigurationError(SETTING, "not_an_address")
    if address.scheme == "http" and not is_loopback(address.host):
        raise ConfigurationError(SETTING, "insecure")
    return address


def is_loopback(host: str) -> bool:
    """True if a host name can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def ssl_context(pins: Pins | None = None, clock: Clock | None = None) -> ssl.SSLContext:
    """Make the TLS context: the device's authorities, and `pins` besides them.

    On a desktop these are the system's, since its administrator decides whom its machines trust. On Android they are
    those that ship with the app: truststore cannot read Android's.
    """
    kind: type[ssl.SSLContext]
    if sys.platform == "android":
        import certifi  # Android only

        kind, authorities = ssl.SSLContext, certifi.where()
    else:
        import truststore  # not there on Android

        kind, authorities = truststore.SSLContext, None
    if pins is not None:
        kind = pinned(kind, pins, clock or SystemClock())
    context = kind(ssl.PROTOCOL_TLS_CLIENT)
    if authorities is not None:
        context.load_verify_locations(authorities)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def is_about_trust(error: BaseException) -> bool:
    """True if the error is that the server could not be verified."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
