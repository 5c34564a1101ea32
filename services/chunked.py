"""Reading a file that is sealed in chunks of one size, the last of which is shorter: from any position."""

from __future__ import annotations

import io
import os
from abc import abstractmethod
from typing import Any


class ChunkedReader(io.RawIOBase):
    """One chunk in memory at a time. A subclass says how a chunk is opened, and with which error it is not."""

    _chunk = b""

    def begin(self, sealed: int, chunk: int, tag: int) -> None:
        """Set the sizes.

        To be called once the first chunk can be opened. `sealed` bytes follow, at least `tag`; each chunk has `chunk`
        bytes of content and `tag` more.
        """
        self._size_of_chunk = chunk
        self.count = -(-sealed // (chunk + tag))
        self._size = sealed - self.count * tag
        self._position = 0
        self._number = -1
        # The last chunk alone carries the mark of the end: opening it shows at once that nothing was cut off.
        self._load(self.count - 1)

    @abstractmethod
    def opened(self, number: int, last: bool) -> bytes:
        """Return the content of a chunk; the first is 0."""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("a position before the start")
        self._position = start + offset
        return self._position

    def readinto(self, buffer: Any, /) -> int:
        target = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(target) and self._position < self._size:
            number, within = divmod(self._position, self._size_of_chunk)
            self._load(number)
            piece = memoryview(self._chunk)[within : within + len(target) - filled]
            target[filled : filled + len(piece)] = piece
            filled += len(piece)
            self._position += len(piece)
        return filled

    def close(self) -> None:
        self._chunk = b""
        super().close()

    def _load(self, number: int) -> None:
        if number != self._number:
            self._chunk = self.opened(number, number == self.count - 1)
            self._number = number
