"""The check of content against what was announced."""

from __future__ import annotations

from typing import BinaryIO

from ministry.problems import Problem
from ministry.uploads import media_types
from ministry.uploads.headers import Announcement
from ministry.uploads.pictures import sides

_LONGEST_SIDE = 65_500
"""Pixels that a JPEG can hold in a row (contract: Limits)."""


def refusal(content: BinaryIO, announced: Announcement, picture_limit: int) -> Problem | None:
    """Return why content cannot be kept, or None.

    Another type than announced, no picture, or more pixels than anyone has.
    """
    content.seek(0)
    found = media_types.sniff(content.read(media_types.SNIFFED_BYTES))
    content.seek(0)
    size = sides(content, found) if found == announced.media_type else None
    if size is None:
        return Problem("unsupported-media-type", "The content is not of the announced type.")
    if size[0] * size[1] > picture_limit or max(size) > _LONGEST_SIDE:
        return Problem("too-large", "The picture has too many pixels.")
    return None
