"""Nobody but the person's own browser reaches the app's server."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.guard import COOKIE, LoopbackGuard

PORT = 8123
HOME = f"http://127.0.0.1:{PORT}"


async def page(_: object) -> PlainTextResponse:
    return PlainTextResponse("inside", headers={"access-control-allow-origin": "*"})


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("inside")
    await websocket.close()


@pytest.fixture
def guard() -> LoopbackGuard:
    inner = Starlette(
        routes=[
            Route("/{path:path}", page, methods=["GET", "PUT", "POST"]),
            WebSocketRoute("/ws", socket),
        ]
    )
    return LoopbackGuard(inner, PORT)


@pytest.fixture
def stranger(guard: LoopbackGuard) -> TestClient:
    return TestClient(guard, base_url=HOME, follow_redirects=False)


@pytest.fixture
def person(guard: LoopbackGuard) -> TestClient:
    client = TestClient(guard, base_url=HOME, follow_redirects=False)
    assert client.get(guard.address).status_code == 303
    return client


def test_the_launch_address_lets_in_and_leaves_no_token_behind(guard: LoopbackGuard) -> None:
    client = TestClient(guard, base_url=HOME, follow_redirects=False)
    answer = client.get(guard.address)
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert urlsplit(guard.address).query.removeprefix("t=") not in cookie
    assert client.get("/").text == "inside"


def test_without_the_token_there_is_nothing_to_see(stranger: TestClient) -> None:
    for path in ("/", "/?t=", "/?t=wrong", "/ws", "/assets/anything"):
        assert stranger.get(path).status_code == 403


def test_the_token_opens_the_front_door_only(guard: LoopbackGuard, stranger: TestClient) -> None:
    assert stranger.get("/home?" + urlsplit(guard.address).query).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8123", "evil.example", "127.0.0.1:9999", ""])
def test_a_foreign_host_is_refused(person: TestClient, host: str) -> None:
    assert person.get("/", headers={"host": host}).status_code == 403


@pytest.mark.parametrize("origin", [None, "http://evil.example", "http://localhost:8123", "null"])
def test_a_foreign_origin_can_change_nothing(person: TestClient, origin: str | None) -> None:
    headers = {"host": f"127.0.0.1:{PORT}"} | ({"origin": origin} if origin else {})
    assert person.put("/intake/x", headers=headers).status_code == 403
    with pytest.raises(WebSocketDisconnect) as refused, person.websocket_connect("/ws", headers=headers):
        pass
    assert refused.value.code == 4403


def test_the_person_gets_the_app_and_its_socket(person: TestClient) -> None:
    assert person.put("/intake/x", headers={"origin": HOME}).status_code == 200
    headers = {"origin": HOME, "host": f"127.0.0.1:{PORT}", "cookie": f"{COOKIE}={person.cookies[COOKIE]}"}
    with person.websocket_connect("/ws", headers=headers) as websocket:
        assert websocket.receive_text() == "inside"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/upload"])
def test_pages_that_nobody_needs_are_closed(person: TestClient, path: str) -> None:
    assert person.get(path).status_code == 403


def test_answers_allow_no_other_origin_and_name_a_policy(person: TestClient) -> None:
    headers: httpx.Headers = person.get("/").headers
    assert "access-control-allow-origin" not in headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert f"ws://127.0.0.1:{PORT}" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
