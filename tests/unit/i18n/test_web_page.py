"""assets/index.html replaces Flet's page: it keeps what Flet fills in, and fetches nothing from afar."""

import json
import re
import shutil
from pathlib import Path

from flet_web import patch_index_html, patch_manifest_json
from PIL import Image

ASSETS = Path(__file__).parents[3] / "assets"
PAGE = (ASSETS / "index.html").read_text("utf-8")


def test_flet_fills_in_its_settings(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    shutil.copyfile(ASSETS / "index.html", page)
    patch_index_html(str(page), base_href="/", websocket_endpoint_path="/ws", app_name="Qarib", no_cdn=True)
    patched = page.read_text("utf-8")
    assert 'flet.webSocketEndpoint="/ws";' in patched
    assert "flet.noCdn=true;" in patched
    assert "<!-- fletAppConfig -->" not in patched
    assert (
        patched.index("var flet = {")
        < patched.index("flet.noCdn=true;")
        < patched.index("flutter_bootstrap.js")
    )
    assert '<base href="/">' in patched


def test_nothing_is_fetched_from_another_host() -> None:
    assert re.findall(r"https?://|src=\"//", PAGE) == []
    # Also where a glyph is missing, Flutter asks here and not the content network of its fonts.
    assert 'fontFallbackBaseUrl: "assets/fonts/"' in PAGE


def test_the_page_can_be_zoomed_and_says_its_language() -> None:
    viewport = re.search(r'name="viewport" content="([^"]+)"', PAGE)
    assert viewport is not None
    assert "user-scalable" not in viewport[1]
    assert "maximum-scale" not in viewport[1]
    assert re.search(r'<html lang="\w+">', PAGE)


def test_waiting_is_said_in_arabic_and_in_french_until_flutter_removes_it() -> None:
    waiting = re.search(r'<div id="loading" role="status">(.*?)</div>', PAGE, re.DOTALL)
    assert waiting is not None
    assert 'lang="ar"' in waiting[1]
    assert 'lang="fr"' in waiting[1]


def test_semantics_are_switched_on() -> None:
    assert "flt-semantics-placeholder" in PAGE


def test_every_icon_that_is_named_is_there_in_its_size(tmp_path: Path) -> None:
    shutil.copyfile(ASSETS / "manifest.json", tmp_path / "manifest.json")
    patch_manifest_json(str(tmp_path / "manifest.json"))
    for icon in json.loads((tmp_path / "manifest.json").read_text("utf-8"))["icons"]:
        with Image.open(ASSETS / icon["src"]) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]
    for path in re.findall(r'(?:href|src)="((?:icons/|favicon)[^"]+)"', PAGE):
        assert (ASSETS / path).exists()
