"""What counts as one address."""

from __future__ import annotations

from contextvars import ContextVar
from ipaddress import IPv6Address, ip_address, ip_network

_IPV6_SITE = 64
"""Bits of an IPv6 address that a subscriber is given: within them anyone has any number of addresses."""
ASKED_FROM: ContextVar[str] = ContextVar("asked_from", default="")
"""The address that the request comes from; empty for what the server does by itself."""


def site(host: str) -> str:
    """Return the address, or the network of its subscriber."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, _IPV6_SITE), strict=False))
