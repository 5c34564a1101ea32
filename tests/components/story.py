"""A case in the real app at the real ministry, as far as a test wants it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import flet as ft

from services.models.outbox import SendState
from tests.app.test_drafts import file, signs_in
from tests.components.harness import plain, words_of
from tests.components.world import Visit, World
from tests.matrix.seed import Device

SERVICE, PAPER = "jobseeker", "identity_card"


class Story(Device):
    """A case of jobseekers, from the request to its decision."""

    def __init__(self, world: World, visit: Visit, folder: Path) -> None:
        super().__init__(world, visit, folder)
        self.t = visit.t
        self.id = ""

    async def begins(self, service_id: str = SERVICE) -> None:
        await signs_in(self.visit)
        self.id = await self.send(service_id)
        self.world.desk.review(self.id)

    async def is_asked(self) -> str:
        ask_id: str = self.world.desk.ask(self.id, PAPER, "La photographie est coupée.")
        await self.actions.cases.refresh()
        return ask_id

    async def is_decided(self, outcome: str = "refused") -> None:
        self.world.desk.decide(self.id, outcome, "Il manque deux années.")

    async def document(self) -> Any:
        return await self.actions.cases.keep_paper(file(self.paper), lambda _: None)

    async def replies(self, ask_id: str, note: str = "La voici entière.") -> None:
        await self.actions.cases.reply(self.id, ask_id, [await self.document()], note)

    def box(self, words: str) -> Any:
        """Return the colour of the notice with these words."""
        boxes = [
            each
            for each in self.visit.all(ft.Container)
            if each.border is not None and plain(words) in plain(words_of(each))
        ]
        assert boxes, f"no notice {words!r}; shown: {self.visit.words()}"
        return boxes[-1].bgcolor

    def reply_state(self) -> SendState | None:
        states = self.visit.window.profile.replies.states()
        return states[0].sending.state if states else None
