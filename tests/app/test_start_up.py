"""The address is shown before the house is there; who comes early waits."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from app.__main__ import opener
from app.loopback.doorstep import Doorstep
from app.loopback.intake import Intake
from app.settings import Settings
from app.shell.house import House
from app.shell.start_up import move_in
from tests.components.harness import Harness
from tests.components.world import World

LATER = {"app.shell.house", "app.shell.window", "screens", "i18n", "httpx", "cryptography", "PIL"}
"""What is loaded while the browser loads its part."""
LOAD = """
import sys
import app.__main__, app.loopback.intake, app.shell.start_up, app.loopback.server, app.shell.terminal
app.__main__.read_settings(["--ministry", "http://127.0.0.1:8550"])
print(*sys.modules)
"""


PATIENCE = 10.0


async def nothing(*_: object) -> Any:
    """Either end of a connection, saying nothing."""


def settings(home: Path) -> Settings:
    return Settings(view="none", port=0, home=home, ministry="http://127.0.0.1:1")


@pytest.fixture
def collector() -> Iterator[None]:
    """A collector that gets back what was kept from it.

    Other tests look at what it finds.
    """
    yield
    gc.unfreeze()


def test_until_the_address_is_shown_little_is_loaded() -> None:
    loaded = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
    assert not LATER & {*loaded.stdout.split()}


async def test_moving_in_ends_with_a_house(tmp_path: Path, collector: None) -> None:
    intake = Intake()
    house = await move_in(settings(tmp_path), intake)
    assert house.intake is intake
    assert gc.isenabled()
    await house.close()


async def test_without_a_place_for_the_house_the_collector_works_on(tmp_path: Path, collector: None) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        await move_in(settings(tmp_path / "file" / "home"), Intake())
    assert gc.isenabled()


def test_the_app_ends_where_it_cannot_move_in(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    arguments = ["--view", "none", "--port", "0", "--home", str(tmp_path / "file" / "home")]
    ended = subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert "NotADirectoryError" in ended.stderr


async def test_a_window_that_comes_early_waits_for_the_house(world: World) -> None:
    there = asyncio.Event()

    async def moves_in() -> House:
        await there.wait()
        return world.house

    moving = asyncio.create_task(moves_in())
    async with Harness() as ui:
        opening = asyncio.create_task(opener(moving)(ui.page))
        await ui.settle()
        assert not opening.done()
        there.set()
        await opening
        await ui.until(ui.headings)


async def test_a_window_that_lost_its_line_opens_when_it_is_back(world: World) -> None:
    async def moves_in() -> House:
        return world.house

    async with Harness() as ui:
        await ui.loses_line()
        opening = asyncio.create_task(opener(asyncio.create_task(moves_in()))(ui.page))
        await asyncio.sleep(0.2)
        assert not opening.done()
        await ui.is_back()
        await opening
        await ui.until(ui.headings)


async def test_a_window_is_let_in_once_the_house_is_there() -> None:
    there, passed = asyncio.Event(), []

    async def app(scope: Scope, _: Receive, __: Send) -> None:
        passed.append(scope["type"])

    waits = Doorstep().before(asyncio.create_task(there.wait()), app)
    await waits({"type": "http"}, nothing, nothing)
    coming = asyncio.create_task(waits({"type": "websocket"}, nothing, nothing))
    await asyncio.sleep(0.01)
    assert passed == ["http"]
    there.set()
    await coming
    assert passed == ["http", "websocket"]


async def test_while_the_browser_loads_its_part_nothing_is_in_its_way() -> None:
    answered = asyncio.Event()

    async def app(_: Scope, __: Receive, ___: Send) -> None:
        await answered.wait()

    doorstep = Doorstep(quiet=0.05)
    comes = doorstep.before(asyncio.create_task(asyncio.sleep(60)), app)
    await asyncio.wait_for(doorstep.is_quiet(), PATIENCE)
    asking = asyncio.create_task(comes({"type": "http"}, nothing, nothing))
    await asyncio.sleep(0)
    quiet = asyncio.create_task(doorstep.is_quiet())
    await asyncio.sleep(0.1)
    assert not quiet.done()
    answered.set()
    await asking
    await asyncio.wait_for(quiet, PATIENCE)


async def test_for_a_window_that_waits_nothing_is_put_off() -> None:
    doorstep = Doorstep(quiet=60)
    coming = asyncio.create_task(
        doorstep.before(asyncio.create_task(asyncio.sleep(60)), nothing)(
            {"type": "websocket"}, nothing, nothing
        )
    )
    await asyncio.sleep(0)
    await asyncio.wait_for(doorstep.is_quiet(), PATIENCE)
    coming.cancel()
