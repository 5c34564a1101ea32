"""The app's own server as a process: a hostile page, another user, a replayed link, a foreign name."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets import Origin
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.loopback.guard import COOKIE, SESSION_OVER

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
READY = "Qarib is ready: "
_SOURCES = {"'none'", "'self'", "'unsafe-inline'", "'wasm-unsafe-eval'", "blob:", "data:"}


@dataclass
class Running:
    """`python -m app` as a terminal runs it."""

    process: subprocess.Popen[str]
    address: str

    @property
    def home(self) -> str:
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    def browser(self) -> httpx.Client:
        """Return a browser of its own, which follows no redirect."""
        return httpx.Client(base_url=self.home, follow_redirects=False)

    def person(self) -> httpx.Client:
        """Return the browser that the link opened."""
        browser = self.browser()
        assert browser.get(self.address).status_code == 303
        return browser

    def press_enter(self) -> str:
        """Return the address that is printed for Enter."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip().removeprefix(READY)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = str(tmp_path_factory.mktemp("home"))
    arguments = ["--view", "none", "--port", "0", "--home", home, "--ministry", "http://127.0.0.1:9"]
    process = subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
    )
    with process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(READY)
        yield Running(process, line.removeprefix(READY).strip())
        process.terminate()


@pytest.fixture
def running(started: Running) -> Running:
    """A running app with a link that nobody used yet."""
    return Running(started.process, started.press_enter())


@contextmanager
def another_user() -> Iterator[None]:
    """Make connections in the block those of another user."""
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def cookie(browser: httpx.Client) -> str:
    return f"{COOKIE}={browser.cookies[COOKIE]}"


def closed_with(window: ClientConnection) -> int | None:
    """Return the code that the server closes a window with."""
    with suppress(ConnectionClosed):
        while True:
            window.recv(timeout=10)
    return window.close_code


def opened_window(home: str, origin: str, cookie: str, host: str | None = None) -> ClientConnection:
    """Open a window of the app, as a page of `origin` does."""
    headers = {"Cookie": cookie} | ({"Host": host} if host else {})
    socket = home.replace("http", "ws") + "/ws"
    return connect(socket, origin=Origin(origin), additional_headers=headers)


def refused_window(home: str, origin: str, cookie: str, host: str | None = None) -> int:
    """Return the status with which a window's handshake is refused."""
    with pytest.raises(InvalidStatus) as refused:
        opened_window(home, origin, cookie, host)
    return refused.value.response.status_code


def test_no_head_is_gathered_without_end(running: Running) -> None:
    # Unmended each of these cost hundreds of megabytes, which the process kept.
    person = running.person()
    assert person.get("/", headers={"Cookie": f"{cookie(person)}; a={'b' * 30_000}"}).status_code == 200

    def resident() -> int:
        pages = int(Path(f"/proc/{running.process.pid}/statm").read_text().split()[1])
        return pages * 4096 // 2**20

    before = resident()
    head = b"GET / HTTP/1.1\r\nHost: a\r\n"
    for part, times in ((b"a" * 2**20, 50), (b"x: a\r\n" * 100_000, 20), (b"x: a\r\n\r\n" + head, 1000)):
        with socket.create_connection(("127.0.0.1", urlsplit(running.home).port), timeout=10) as connection:
            with suppress(OSError):  # cut, as it should be
                connection.sendall(head + b"X: ")
                for _ in range(times):
                    connection.sendall(part)
            assert resident() - before < 30
    assert person.get("/").status_code == 200


def test_a_hostile_page_gets_nowhere(running: Running) -> None:
    # In the person's own browser: it names the server, sends forms, opens a socket, rebinds a name.
    person = running.person()
    assert person.get("/").status_code == 200
    evil = {"origin": "http://evil.example", "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
    assert person.get("/", headers=evil).status_code == 403
    form = {**evil, "content-type": "application/x-www-form-urlencoded"}
    for path in ("/", "/ws", "/intake/x", "/upload"):
        assert person.post(path, headers=form, content="a=b").status_code == 403
        assert person.post(path, headers={"content-type": "text/plain"}, content="a").status_code == 403
    port = urlsplit(running.home).port
    for name in (f"evil.example:{port}", f"localhost:{port}", f"[::1]:{port}"):
        assert person.get("/", headers={"host": name}).status_code == 403
    for origin in ("http://evil.example", "null", f"http://127.0.0.1:{(port or 0) + 1}", "http://127.0.0.1"):
        assert refused_window(running.home, origin, cookie(person)) == 403
    # With two names in one head, which no browser sends, it is no request at all.
    assert refused_window(running.home, running.home, cookie(person), f"evil.example:{port}") == 400
    preflight = {**evil, "access-control-request-method": "PUT"}
    answer = person.request("OPTIONS", "/intake/x", headers=preflight)
    assert (answer.status_code, "access-control-allow-origin" in answer.headers) == (403, False)


def test_the_window_of_the_person_opens_and_without_the_cookie_none_does(running: Running) -> None:
    person = running.person()
    with opened_window(running.home, running.home, cookie(person)) as window:
        window.ping().wait(5)
    for wrong in ("", f"{COOKIE}=wrong", f"{COOKIE}={urlsplit(running.address).query.removeprefix('t=')}"):
        assert refused_window(running.home, running.home, wrong) == 403


_ANY = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=30)
_FOREIGN = _ANY | st.sampled_from(
    [
        f"{COOKIE}=of another port",
        f"{COOKIE}=",
        COOKIE,
        f'{COOKIE}="',
        'prefs={"dark": true, "size": [1, 2]}',
        "a[b]=1",
        "a b=c d",
        '"',
        "=",
        "$Version=1",
        "Path=/",
        "expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "HttpOnly",
        "x" * 2000,
    ]
)


def test_cookies_of_other_programs_lock_nobody_out(running: Running) -> None:
    # A browser sends those of every port of the machine along, in one header, whatever they are.
    person, stranger = running.person(), running.browser()
    ours = cookie(person)

    @settings(max_examples=80, derandomize=True, database=None)
    @given(
        before=st.lists(_FOREIGN, max_size=3),
        after=st.lists(_FOREIGN, max_size=3),
        joint=st.sampled_from(["; ", ";"]),
    )
    def comes_in(before: list[str], after: list[str], joint: str) -> None:
        with_ours = joint.join([*before, ours, *after]).strip().encode("latin-1")
        assert person.get("/manifest.json", headers={b"cookie": with_ours}).status_code == 200
        without = joint.join([*before, *after]).strip().encode("latin-1")
        assert stranger.get("/manifest.json", headers={b"cookie": without}).status_code == 403

    comes_in()
    with opened_window(running.home, running.home, f'prefs={{"a": [1]}}; {COOKIE}=old; {ours}; é') as window:
        window.ping().wait(5)


def test_a_second_browser_is_refused_with_the_link_that_was_used(running: Running) -> None:
    person, second = running.person(), running.browser()
    assert second.get("/").status_code == 403
    replayed = second.get(running.address)
    assert replayed.status_code == 403
    assert "set-cookie" not in replayed.headers
    assert "press Enter" in replayed.text
    assert person.get(running.address).status_code == 303, "a reload in the person's own browser"
    assert person.get("/").status_code == 200


def test_enter_prints_a_link_and_using_it_ends_the_session_before(running: Running) -> None:
    person = running.person()
    with opened_window(running.home, running.home, cookie(person)) as window:
        anew = running.press_enter()
        assert anew != running.address
        assert person.get("/").status_code == 200, "a link that nobody used changes nothing"
        second = running.browser()
        assert second.get(anew).status_code == 303
        assert closed_with(window) == SESSION_OVER
    assert person.get("/").status_code == 403
    assert second.get("/").status_code == 200
    assert running.process.poll() is None


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root can act as another user of the machine"
)
def test_another_user_of_the_machine_has_no_use_for_link_and_cookie(running: Running) -> None:
    with another_user(), running.browser() as theirs:
        assert theirs.get(running.address).status_code == 403
    person = running.person()
    with another_user(), running.browser() as theirs:
        theirs.cookies = person.cookies
        assert theirs.get("/").status_code == 403
        assert refused_window(running.home, running.home, cookie(person)) == 403
    assert person.get("/").status_code == 200


def test_who_forwards_is_not_believed(running: Running) -> None:
    # The server asks the system whose connection it is; a header must not change which one it asks about.
    forwarded = {"x-forwarded-for": "192.0.2.1", "x-forwarded-proto": "https", "forwarded": "for=192.0.2.1"}
    assert running.browser().get(running.address, headers=forwarded).status_code == 303


def test_the_page_can_reach_nothing_outside(running: Running) -> None:
    person = running.person()
    answer = person.get("/")
    directives = dict(
        directive.split(" ", 1) for directive in answer.headers["content-security-policy"].split("; ")
    )
    own_socket = running.home.replace("http", "ws")
    for name, sources in directives.items():
        assert set(sources.split()) <= _SOURCES | {own_socket}, name
    assert directives["default-src"] == "'none'"
    assert {"script-src", "connect-src", "form-action", "frame-ancestors", "base-uri"} <= directives.keys()
    for path in ("/", "/manifest.json", "/assets/FontManifest.json"):
        text = person.get(path).text
        named = re.findall(r"""(?:src|href|url|action)["']?\s*[:=(]\s*["']?([^"'\s)>]+)""", text)
        assert [found for found in named if re.match(r"(?:[a-z]+:)?//", found)] == [], path


def test_every_answer_is_hardened_and_none_that_is_personal_stays_in_the_browser(running: Running) -> None:
    person = running.person()
    for path in ("/", "/home", "/intake/unknown", "/flutter_bootstrap.js", "/nothing.js"):
        headers = person.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "no-referrer", path
        assert headers["cross-origin-opener-policy"] == "same-origin", path
        assert headers["cross-origin-resource-policy"] == "same-origin", path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "server" not in headers
        assert not [name for name in headers if name.startswith("access-control")], path
        assert "cross-origin-embedder-policy" not in headers, path
        if not path.endswith("bootstrap.js"):
            assert headers["cache-control"] == "no-store", path
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert person.get(path).status_code == 403
