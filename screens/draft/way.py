"""The way through the screens of one draft: what comes before and after, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from i18n import Words
from screens import routes
from screens.given import OpenDraft
from screens.ports import Actions
from services.models.step import Step, asking


@dataclass(frozen=True, slots=True)
class Way:
    opened: OpenDraft
    steps: Sequence[Step]
    place: int
    changing: bool
    """The person came from the review, to change an answer, and goes back there."""
    simple: bool

    @property
    def step(self) -> Step:
        return self.steps[self.place]

    @property
    def back(self) -> str:
        """The route of the way back."""
        if self.changing:
            return routes.review(self.opened.draft.id)
        if self.place == 0:
            return routes.service(self.opened.service.id)
        return self.to(self.steps[self.place - 1])

    def to(self, step: Step) -> str:
        """Return the route of a step on this way."""
        route = routes.change if self.changing else routes.group
        return route(self.opened.draft.id, step.id)

    def shown(self, actions: Actions) -> set[str]:
        """Return the questions that show now, on whatever screen."""
        return {each for step in actions.drafts.steps(self.opened, one_each=False) for each in step.questions}

    def onward(self, actions: Actions, seen: set[str]) -> str:
        """Return the route after this step, which is answered.

        `seen` are the questions that were shown so far: on the way back to the review, those that the change brought
        are asked first.
        """
        now = actions.drafts.steps(self.opened, one_each=self.simple)
        if self.changing:
            after = self._brought(now, actions, seen)
        else:
            after = next(iter(now[actions.drafts.place_of(self.opened, self.step.id, now) + 1 :]), None)
        if after is None:
            return routes.review(self.opened.draft.id)
        if not self.changing:
            actions.drafts.stand_at(self.opened, after.id)
        return self.to(after)

    def _brought(self, now: Sequence[Step], actions: Actions, seen: set[str]) -> Step | None:
        questions = (question for step in now for question in step.group.questions)
        new = (
            each
            for each in questions
            if each.id not in seen and not actions.drafts.is_done(self.opened, each)
        )
        return next((asking(each.id, now) for each in new), None)


def progress_words(opened: OpenDraft, number: int, total: int, t: Words, *, simple: bool) -> str:
    """Say where on the way a screen is; the review is last."""
    if simple:
        return t("Step {number} of {total}", number=number, total=total)
    service = t.text(opened.service.name)
    return t("{service} – step {number} of {total}", service=service, number=number, total=total)
