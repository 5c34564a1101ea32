"""A reply of the person to what an agency asks for, as screens show it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.models.case import Case
from services.models.contract import ProblemType
from services.models.outbox import Sending, SendState


@dataclass(frozen=True, slots=True)
class ReplyState:
    """The state of the reply to an ask."""

    case_id: str
    ask_id: str
    sending: Sending
    noted: bool = False
    """True if the person said that they know that it was not accepted."""

    def within(self, case: Case | None) -> ReplyState:
        """Return the state that holds in the case as it is now.

        A decision ends each reply that had not arrived, also one that still waits here, and whatever name the
        ministry gave its refusal: older servers call it a conflict.
        """
        ask = next((ask for ask in case.asks if ask.id == self.ask_id), None) if case else None
        late = case is not None and case.is_decided and (ask is None or not ask.answered_at)
        if not late or self.sending.state is SendState.SENT:
            return self
        ended = replace(
            self.sending, state=SendState.NEEDS_ATTENTION, problem=ProblemType.CASE_DECIDED, progress=None
        )
        return replace(self, sending=ended)

    @property
    def is_refused(self) -> bool:
        return self.sending.state is SendState.NEEDS_ATTENTION

    @property
    def is_late(self) -> bool:
        """True if the decision came before it.

        Also while the copy of the case tells of no decision yet.
        """
        return self.is_refused and self.sending.problem == ProblemType.CASE_DECIDED


@dataclass(frozen=True, slots=True)
class OpenReply:
    """A reply with what the person wrote in it."""

    state: ReplyState
    note: str = ""
    papers: int = 0
