from __future__ import annotations

import ssl

import pytest

from services.api.client import MinistryClient
from services.api.tokens import InMemoryTokenStore
from services.api.transport import new_http_client
from services.api.trust import is_loopback, ministry_address, ssl_context
from services.errors import ConfigurationError
from tests.manual_clock import ManualClock


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:1", "https://cnas.example"]
)
def test_addresses_that_can_be_used(address: str) -> None:
    assert str(ministry_address(address)).startswith(address)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://cnas.example", "insecure"),
        ("http://127.0.0.1.example", "insecure"),
        ("http://192.168.1.7", "insecure"),
        ("ftp://localhost", "not_an_address"),
        ("localhost:8000", "not_an_address"),
        ("https://user:secret@cnas.example", "not_an_address"),
        ("https://", "not_an_address"),
        ("", "not_an_address"),
    ],
)
def test_addresses_that_cannot(address: str, reason: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        MinistryClient(address, InMemoryTokenStore(), clock=ManualClock())
    assert (caught.value.setting, caught.value.reason) == ("QARIB_MINISTRY", reason)


def test_only_this_machine_is_loopback() -> None:
    assert is_loopback("127.8.9.1")
    assert not is_loopback("0.0.0.0")


def test_certificates_are_checked() -> None:
    context = ssl_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


async def test_no_time_out_is_endless_and_no_redirect_is_followed() -> None:
    http = new_http_client("https://cnas.example", None)
    assert http.timeout.as_dict() == {"connect": 10, "read": 30, "write": 30, "pool": 10}
    assert not http.follow_redirects
    await http.aclose()
