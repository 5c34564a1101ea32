"""Words for what a person wrote that is longer than the ministry takes."""

from __future__ import annotations

from i18n import Words


def too_long(words: str, most: int, t: Words) -> str:
    """Say that words are too long, or "" if they are not."""
    count = len(words.strip())
    if count <= most:
        return ""
    return t("Write at most {most} signs. You have {count}.", most=t.number(most), count=t.number(count))
