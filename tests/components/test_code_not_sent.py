"""A person learns that their code cannot be sent, and can still sign in if it comes all the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ministry.catalogue.loader import LoadedCatalogue
from ministry.demo import CITIZEN, CODE
from screens import routes
from tests.components.world import World, visiting


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_the_screen_says_that_the_message_could_not_be_sent(
    tmp_path: Path, published: LoadedCatalogue, language: str
) -> None:
    at_once = timedelta(0)
    world = World(tmp_path, published, code_wait=at_once, code_resend_after=at_once)
    await world.start()
    await world.house.open_profile(world.house.profiles.create("Amina").id)
    async with visiting(world, language, routes.SIGN_IN) as visit:
        await visit.type(visit.t("Social security number"), CITIZEN.number)
        await visit.presses("Send me a code")
        await visit.at(visit.t("Enter the code"))
        await visit.sees(visit.t("The message could not be sent. Ask for another code later."))
        await visit.type(visit.t("Code"), CODE)
        await visit.presses("Sign in")
        await visit.sees(visit.t("You are signed in."))
    await world.stop()
    world.close()
