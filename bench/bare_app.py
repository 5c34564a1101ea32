"""The baseline of the screens: a bare Flet app in the browser, served as ours is but without its guard.

Two pages: a title, a text field, a button to the other page. Its shell (`assets/index.html`) is ours, so that both give
assistive technology the same, and are looked at in the same way; one thread draws, as in ours (`loopback/guard.py`).
"""

from __future__ import annotations

import os
from typing import Any

import flet as ft

from app.settings import ASSETS
from bench import keys
from bench.serving import serve

TITLES = {"/": "First page", "/second": "Second page"}
FIELD, GO = "Name", "Go on"
ISOLATING = b"cross-origin-embedder-policy"


@ft.component
def Bare() -> ft.View:  # noqa: N802 - as Flet names components
    route = ft.context.page.route

    async def go(_: ft.Event[ft.Button]) -> None:
        await ft.context.page.push_route("/second" if route == "/" else "/")

    return ft.View(
        # Another page, not the same one with other words in it.
        key=route,
        route=route,
        controls=[
            ft.Semantics(content=ft.Text(TITLES[route]), header=True, heading_level=1),
            ft.TextField(label=FIELD, on_change=lambda event: keys.heard(event.control.value)),
            ft.Button(GO, on_click=go),
        ],
    )


@ft.component
def Pages() -> object:  # noqa: N802 - the same
    return ft.Router([ft.Route(path=path, component=Bare) for path in TITLES], manage_views=True)


async def main(page: ft.Page) -> None:
    page.render_views(Pages)


class InOneThread:
    """An application without the header by which the browser would let Flutter draw in a second thread."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def without(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept = [each for each in message["headers"] if each[0].lower() != ISOLATING]
                message = {**message, "headers": kept}
            await send(message)

        await self._app(scope, receive, without)


if __name__ == "__main__":
    os.environ["FLET_WEB_NO_CDN"] = "1"
    app = ft.run(main, export_asgi_app=True, no_cdn=True, assets_dir=str(ASSETS))
    serve(InOneThread(app), log_level="critical", ws="websockets-sansio")
