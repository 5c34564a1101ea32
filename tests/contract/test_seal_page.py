"""The page that checks a seal: for everybody, without script, and nothing is kept."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from ministry.letters.router import MOST_BYTES
from ministry.letters.seal_words import PAGE
from ministry.letters.setting import typeset
from tests.contract.conftest import World
from tests.letters.drafts import decision


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def one(self, tag: str) -> dict[str, str | None]:
        [found] = [attributes for name, attributes in self.tags if name == tag]
        return found


def check(world: World, content: bytes, language: str = "fr") -> Any:
    files = {"paper": ("Lettre é قرار.pdf", content, "application/pdf")}
    return world.http.post(f"/seal?lang={language}", files=files)


def title(answer: Any) -> str:
    found = re.search("<title>(.*)</title>", answer.text)
    assert found is not None
    return found[1]


@pytest.fixture
def letter(world: World) -> bytes:
    told = decision("ar")
    return world.ministry.real.seal.sealed(typeset(told), told)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_says_how_a_seal_stands(world: World, letter: bytes, language: str) -> None:
    words = PAGE[language]
    for content, said in (
        (letter, "holds"),
        (letter + b"\n", "broken"),
        (letter.replace(b"%PDF-1.7", b"%PDF-1.6"), "broken"),
        (b"%PDF-1.7\n", "not_ours"),
    ):
        answer = check(world, content, language)
        assert answer.status_code == 200
        # What a screen reader says first, and where it goes on.
        assert title(answer) == f"{words[said]} – {words['title']}"
        assert words[f"{said}_text"] in answer.text
        assert any("autofocus" in attributes for _, attributes in Page(answer.text).tags)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_is_a_page_that_everybody_can_use(world: World, language: str) -> None:
    answer = world.http.get("/seal", params={"lang": language})
    page = Page(answer.text)
    assert page.one("html") == {"lang": language, "dir": PAGE[language]["direction"]}
    assert page.one("label")["for"] == page.one("input")["id"]
    assert page.one("input")["aria-describedby"] in {attributes.get("id") for _, attributes in page.tags}
    assert page.one("form")["enctype"] == "multipart/form-data"
    assert page.one("h1") == {}
    assert not [tag for tag, _ in page.tags if tag in {"script", "img", "link"}]
    other = page.one("a")
    assert other["lang"] == other["hreflang"] != language
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_its_language_is_the_browsers_unless_another_is_asked_for(world: World) -> None:
    def spoken(accepted: str, **asked: str) -> str | None:
        answer = world.http.get("/seal", params=asked, headers={"Accept-Language": accepted})
        return Page(answer.text).one("html")["lang"]

    assert spoken("ar-DZ,fr;q=0.8") == "ar"
    assert spoken("en,ar;q=0.8,fr;q=0.5") == "ar"
    assert spoken("kab") == "fr"
    assert spoken("ar", lang="fr") == "fr"
    assert spoken("ar", lang='"><script>') == "ar"


def test_a_form_without_a_document_is_told_so(world: World) -> None:
    nothing = PAGE["fr"]["nothing"]
    empty = check(world, b"")
    assert (empty.status_code, nothing in empty.text) == (400, True)
    for headers, body in (
        ({"Content-Type": "multipart/form-data"}, b"x"),
        ({"Content-Type": "multipart/form-data; boundary=" + "b" * 500}, b"x"),
        ({"Content-Type": "multipart/form-data; boundary=b"}, b"--b\r\nnothing"),
        ({"Content-Type": "application/json"}, b"{}"),
        ({}, b""),
    ):
        answer = world.http.post("/seal?lang=fr", content=body, headers=headers)
        assert (answer.status_code, nothing in answer.text) == (400, True)


def test_a_document_that_is_too_large_is_told_so(world: World) -> None:
    for size in (MOST_BYTES + 1, MOST_BYTES * 2):
        answer = check(world, bytes(size))
        assert answer.status_code == 413
        assert PAGE["fr"]["too_large"] in answer.text
        assert Page(answer.text).one("input")["aria-invalid"] == "true"


def test_an_address_is_told_to_wait_in_the_end(world: World, letter: bytes) -> None:
    for _ in range(world.ministry.context.settings.address_seal_checks_per_hour):
        assert check(world, letter).status_code == 200
    waits = check(world, letter)
    assert waits.status_code == 429
    assert PAGE["fr"]["limited"] in waits.text
    assert 0 < int(waits.headers["retry-after"]) <= 3600
    world.clock.forward(hours=1, seconds=1)
    assert check(world, letter).status_code == 200


def test_nothing_of_a_document_is_kept(world: World, letter: bytes) -> None:
    data = world.ministry.context.settings.data
    before = {path for path in data.rglob("*") if "postgres" not in path.parts}
    check(world, letter)
    assert {path for path in data.rglob("*") if "postgres" not in path.parts} == before


def test_every_language_says_the_same() -> None:
    assert PAGE["fr"].keys() == PAGE["ar"].keys()
    assert all(text.strip() for words in PAGE.values() for text in words.values())
