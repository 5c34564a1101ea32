"""The way from the words shown to the words said, and from the place of a said word back to the shown one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from services.models.speech import Piece, Utterance


class Wording:
    """What the engine gets for an utterance (`said`), and how its places stand for places of what is shown."""

    def __init__(self, utterance: Utterance) -> None:
        self._shown = utterance.shown
        self._pieces: list[Piece] = [piece for piece in utterance.pieces if piece.said.strip()]
        self._starts: list[int] = []
        self.said = self._join(self._pieces)

    def _join(self, pieces: Iterable[Piece]) -> str:
        said = ""
        for piece in pieces:
            if _would_run_together(said, piece.said):
                said += " "
            self._starts.append(len(said))
            said += piece.said
        return said

    def shown_word(self, position: int) -> tuple[int, int] | None:
        """Return the range of `shown` for the said character at `position`.

        Its end is excluded. It is the word, up to the white space around it, where piece is said as it is shown,
        else the whole piece. None when nothing is said there.
        """
        index = bisect_right(self._starts, position) - 1
        if index < 0 or position >= len(self.said):
            return None
        piece = self._pieces[index]
        if self._shown[piece.start : piece.end] != piece.said:
            return piece.start, piece.end
        offset = position - self._starts[index]
        if offset >= len(piece.said) or piece.said[offset].isspace():
            return None
        start = max((at + 1 for at in range(offset) if piece.said[at].isspace()), default=0)
        length = len(piece.said)
        end = next((at for at in range(offset, length) if piece.said[at].isspace()), length)
        return piece.start + start, piece.start + end


def _would_run_together(before: str, after: str) -> bool:
    """True if two pieces need a space between them.

    Not where a sign or a space parts them: "l’" + "école", "2" + ".".
    """
    return bool(before) and before[-1].isalnum() and after[0].isalnum()
