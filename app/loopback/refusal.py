"""What a browser is shown that may not come in: why, and how the person gets a new link."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from i18n import Words

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""Content security policy of the page: it has no script, no picture and no form."""
_STYLE = (
    "body{max-width:40rem;margin:3rem auto;padding:0 1rem;background:#FAF8F3;color:#14231F;"
    "font:1.25rem/1.5 sans-serif}h1{font-size:1.5rem}section{margin-bottom:2rem}"
    "@media(prefers-color-scheme:dark){body{background:#0E1412;color:#EAF2EF}}"
)


@cache
def page() -> bytes:
    """Return the page in every language that has the words.

    Which one the person reads is known only behind the guard.
    """
    from i18n import LANGUAGES, Words  # the server is ready before all words are loaded

    said = "".join(_section(language, Words(language)) for language in LANGUAGES)
    return (
        '<!DOCTYPE html><html lang="ar"><meta charset="utf-8"><title>Qarib</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style><main>{said}</main></html>"
    ).encode()


def _section(language: str, t: Words) -> str:
    if t.language_of("This link no longer opens Qarib.") != language:
        return ""
    title, *rest = (
        t("This link no longer opens Qarib."),
        t("Each link opens Qarib once, in one browser."),
        t("Where you started Qarib, press Enter: a new link appears."),
    )
    direction = "rtl" if t.is_rtl else "ltr"
    paragraphs = "".join(f"<p>{escape(sentence)}</p>" for sentence in rest)
    return f'<section lang="{language}" dir="{direction}"><h1>{escape(title)}</h1>{paragraphs}</section>'
