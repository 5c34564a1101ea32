"""A device on which somebody is known: `python -m tests.journeys.known HOME MINISTRY LANGUAGE [--signed-in]`.

Made as a person makes it, by the actions that her screens call, with the ministry asked over the network.
"""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import fields
from pathlib import Path

from flet.controls.services.semantics_service import AccessibilityFeatures

from app.settings import Settings
from app.shell.house import build_house
from ministry.demo import CITIZEN, CODE
from services.models.comfort import Comfort
from services.speech import InMemorySpeaker
from services.vault.keystore import FOLDER, FileKeystore
from tests.components.world import Visit

_SYSTEM = {each.name: False for each in fields(AccessibilityFeatures)}
"""A system that asks for nothing special."""


async def settle_in(visit: Visit, comfort: Comfort, *, signed_in: bool) -> None:
    """Open the window as a known person: language, comfort, profile, services."""
    visit.client.answers["get_accessibility_features"] = lambda _: _SYSTEM
    await visit.opens()
    actions = visit.window.actions
    await actions.preferences.choose_language(visit.language)
    await actions.preferences.change_comfort(comfort)
    await actions.profiles.create("Amina")
    if signed_in:
        await actions.sign_in.ask_code(CITIZEN.number)
        await actions.sign_in.enter_code(CODE)
    await actions.services.load()


async def _make(home: Path, ministry: str, language: str, *, signed_in: bool) -> None:
    settings = Settings(view="none", port=0, home=home, ministry=ministry)
    house = build_house(settings, keystore=FileKeystore(home / FOLDER), speaker=InMemorySpeaker())
    try:
        async with Visit(house, language) as visit:
            await settle_in(visit, Comfort(), signed_in=signed_in)
            visit.window.close()
    finally:
        await house.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("ministry")
    parser.add_argument("language")
    parser.add_argument("--signed-in", action="store_true")
    told = parser.parse_args()
    asyncio.run(_make(told.home, told.ministry, told.language, signed_in=told.signed_in))
