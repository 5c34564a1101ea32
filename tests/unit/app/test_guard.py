"""Nobody but the person's own browser reaches the app's server."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.loopback.entrance import ABSOLUTE, IDLE
from app.loopback.guard import COOKIE, NOT_ALLOWED, LoopbackGuard
from services.clock import ManualClock

PORT = 8123
HOME = f"http://127.0.0.1:{PORT}"
FLETS = {"access-control-allow-origin": "*", "cross-origin-embedder-policy": "require-corp"}
"""What Flet's own server adds to every answer."""
AT_HOME = {"origin": HOME, "host": f"127.0.0.1:{PORT}"}


async def page(_: object) -> PlainTextResponse:
    return PlainTextResponse("inside", headers=FLETS)


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("inside")
    async for _ in websocket.iter_text():
        pass  # until the window is closed


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def strangers() -> list[str]:
    """Addresses whose connections are another user's."""
    return []


@pytest.fixture
def guard(clock: ManualClock, strangers: list[str]) -> LoopbackGuard:
    inner = Starlette(
        routes=[
            Route("/{path:path}", page, methods=["GET", "PUT", "POST"]),
            WebSocketRoute("/ws", socket),
        ]
    )
    return LoopbackGuard(inner, PORT, clock, lambda peer, _own: peer[0] in strangers)


@pytest.fixture
def stranger(guard: LoopbackGuard) -> Iterator[TestClient]:
    with TestClient(guard, base_url=HOME, follow_redirects=False) as client:
        yield client


@pytest.fixture
def person(guard: LoopbackGuard) -> Iterator[TestClient]:
    with TestClient(guard, base_url=HOME, follow_redirects=False) as client:
        assert client.get(guard.new_address()).status_code == 303
        yield client


def signed(person: TestClient) -> dict[str, str]:
    return {**AT_HOME, "cookie": f"{COOKIE}={person.cookies[COOKIE]}"}


def test_the_launch_address_lets_in_and_leaves_no_token_behind(
    guard: LoopbackGuard, stranger: TestClient
) -> None:
    address = guard.new_address()
    answer = stranger.get(address)
    assert answer.headers["location"] == "/"
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} < set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "Max-Age" not in cookie  # it goes when the browser is closed
    assert urlsplit(address).query.removeprefix("t=") not in cookie
    assert stranger.get("/").text == "inside"


def test_a_link_is_good_once(guard: LoopbackGuard, person: TestClient) -> None:
    address = guard.new_address()
    first, second = (TestClient(guard, base_url=HOME, follow_redirects=False) for _ in range(2))
    assert first.get(address).status_code == 303
    refused = second.get(address)
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers
    assert "press Enter" in refused.text
    assert second.get("/").status_code == 403


def test_the_browser_that_a_link_opened_may_open_it_again(guard: LoopbackGuard, stranger: TestClient) -> None:
    address = guard.new_address()
    stranger.get(address)
    before = stranger.cookies[COOKIE]
    assert stranger.get(address).headers["location"] == "/"
    assert stranger.cookies[COOKIE] == before


def test_a_newer_link_ends_the_one_before(guard: LoopbackGuard, stranger: TestClient) -> None:
    older, newer = guard.new_address(), guard.new_address()
    assert stranger.get(older).status_code == 403
    assert stranger.get(newer).status_code == 303


def test_a_session_goes_on_until_the_newer_link_is_used(guard: LoopbackGuard, person: TestClient) -> None:
    address = guard.new_address()
    assert person.get("/").text == "inside"
    elsewhere = TestClient(guard, base_url=HOME, follow_redirects=False)
    elsewhere.portal = person.portal  # another browser at the same server: one event loop
    assert elsewhere.get(address).status_code == 303
    assert elsewhere.get("/").text == "inside"
    assert person.get("/").status_code == 403


@pytest.mark.parametrize("headers", [{"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}])
def test_fetching_ahead_does_not_use_a_link_up(
    guard: LoopbackGuard, stranger: TestClient, headers: dict[str, str]
) -> None:
    address = guard.new_address()
    assert stranger.get(address, headers=headers).status_code == 403
    assert stranger.head(address).status_code == 403
    assert stranger.get(address).status_code == 303


def test_without_the_token_there_is_nothing_to_see(guard: LoopbackGuard, stranger: TestClient) -> None:
    guard.new_address()
    for path in ("/", "/?t=", "/?t=wrong", "/?t=%C3%A9", "/ws", "/assets/anything"):
        assert stranger.get(path).status_code == 403
    for cookie in ("qarib=", "qarib=wrong", "qarib", ";;=;", 'qarib="'):
        assert stranger.get("/", headers={"cookie": cookie}).status_code == 403


def test_the_token_opens_the_front_door_only(guard: LoopbackGuard, stranger: TestClient) -> None:
    assert stranger.get("/home?" + urlsplit(guard.new_address()).query).status_code == 403


def test_an_idle_session_ends(guard: LoopbackGuard, person: TestClient, clock: ManualClock) -> None:
    clock.advance(IDLE - 1)
    assert person.get("/").status_code == 200
    clock.advance(IDLE - 1)
    assert person.get("/").status_code == 200
    assert not guard.has_ended()
    clock.advance(IDLE)
    assert guard.has_ended()
    assert person.get("/").status_code == 403


def test_no_session_lasts_longer_than_the_longest(
    guard: LoopbackGuard, person: TestClient, clock: ManualClock
) -> None:
    for _ in range(int(ABSOLUTE / (IDLE - 1))):
        clock.advance(IDLE - 1)
        assert person.get("/").status_code == 200
    clock.advance(IDLE - 1)
    assert person.get("/").status_code == 403


def test_an_open_window_keeps_its_session(
    guard: LoopbackGuard, person: TestClient, clock: ManualClock
) -> None:
    with person.websocket_connect("/ws", headers=signed(person)) as window:
        assert window.receive_text() == "inside"
        clock.advance(ABSOLUTE + IDLE)
        assert not guard.has_ended()
        assert person.get("/").status_code == 200
    assert guard.has_ended()


def test_another_user_of_the_machine_is_refused_with_link_and_cookie(
    guard: LoopbackGuard, person: TestClient, strangers: list[str]
) -> None:
    address = guard.new_address()
    strangers.append("testclient")
    assert person.get("/").status_code == 403
    assert person.get(address).status_code == 403
    strangers.clear()
    assert person.get(address).status_code == 303, "the link was used up by a stranger"


@pytest.mark.parametrize("host", ["localhost:8123", "evil.example", "127.0.0.1:9999", "127.0.0.1", ""])
def test_a_foreign_host_is_refused(guard: LoopbackGuard, person: TestClient, host: str) -> None:
    assert person.get("/", headers={"host": host}).status_code == 403
    address = guard.new_address()
    assert person.get(address, headers={"host": host}).status_code == 403
    assert person.get(address).status_code == 303


@pytest.mark.parametrize("origin", [None, "http://evil.example", "http://localhost:8123", "null"])
def test_a_foreign_origin_can_change_nothing(person: TestClient, origin: str | None) -> None:
    headers = {"host": f"127.0.0.1:{PORT}"} | ({"origin": origin} if origin else {})
    assert person.put("/intake/x", headers=headers).status_code == 403
    form = {**headers, "content-type": "application/x-www-form-urlencoded"}
    assert person.post("/", headers=form, content="a=b").status_code == 403
    if origin:
        assert person.get("/", headers=headers).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        person.websocket_connect("/ws", headers={**signed(person), **headers, "origin": origin or ""}),
    ):
        pass
    assert refused.value.code == NOT_ALLOWED


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_pages_of_the_browser_can_load_nothing(person: TestClient, site: str) -> None:
    # A page of another port of this machine is of the same site: the browser sends it the cookie.
    for mode, kind in (
        ("no-cors", "script"),
        ("no-cors", "image"),
        ("cors", "empty"),
        ("navigate", "iframe"),
    ):
        headers = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": kind}
        assert person.get("/", headers=headers).status_code == 403, (mode, kind)
    opened = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert person.get("/", headers=opened).status_code == 200


def test_the_person_gets_the_app_and_its_socket(person: TestClient) -> None:
    assert person.put("/intake/x", headers={"origin": HOME}).status_code == 200
    with person.websocket_connect("/ws", headers=signed(person)) as websocket:
        assert websocket.receive_text() == "inside"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/upload", "/oauth_callback"])
def test_pages_that_nobody_needs_are_closed(person: TestClient, path: str) -> None:
    assert person.get(path).status_code == 403


def test_answers_allow_no_other_origin_and_name_a_policy(person: TestClient, stranger: TestClient) -> None:
    headers: httpx.Headers = person.get("/").headers
    assert not FLETS.keys() & headers.keys()
    assert "default-src 'none'" in headers["content-security-policy"]
    assert f"ws://127.0.0.1:{PORT}" in headers["content-security-policy"]
    for told in (headers, stranger.get("/").headers):
        assert told["x-content-type-options"] == "nosniff"
        assert told["referrer-policy"] == "no-referrer"
        assert told["cross-origin-opener-policy"] == "same-origin"
        assert told["cross-origin-resource-policy"] == "same-origin"
        assert told["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in told["content-security-policy"]
