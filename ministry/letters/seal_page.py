"""The page that checks a seal, without script: what it says, as HTML."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from string import Template

from ministry.letters.seal import Standing
from ministry.letters.seal_words import PAGE

_STYLE = """
:root { color-scheme: light dark; --text: #17211d; --page: #faf8f3; --line: #5c6862; --main: #0a5a4b; --on: #fff;
  --good: #0a5a4b; --bad: #9c1c14; --focus: #17211d; }
@media (prefers-color-scheme: dark) { :root { --text: #f2f1ec; --page: #0e1412; --line: #9aa8a1; --main: #8fd8c4;
  --on: #0e1412; --good: #8fd8c4; --bad: #ffb4a9; --focus: #f2f1ec; } }
body { margin: 0; background: var(--page); color: var(--text); font: 1.125rem/1.6 system-ui, sans-serif; }
header, main { max-width: 40rem; margin: 0 auto; padding: 1rem; }
h1, h2 { line-height: 1.3; }
a { color: var(--main); display: inline-block; padding-block: .6rem; }
label { display: block; font-weight: 600; }
input, button { font: inherit; box-sizing: border-box; max-width: 100%; min-height: 3rem; padding: .5rem; }
input { width: 100%; color: inherit; border: 2px solid var(--line); border-radius: .5rem; }
button { margin-block-start: 1.5rem; padding-inline: 2rem; border: 2px solid transparent; border-radius: .5rem;
  background: var(--main); color: var(--on); font-weight: 600; }
.said { border: 2px solid var(--bad); border-inline-start-width: .75rem; border-radius: .5rem; padding: 0 1rem; }
.said.holds { border-color: var(--good); }
.said.holds h2 { color: var(--good); }
.said h2 { color: var(--bad); }
:focus-visible { outline: 4px solid var(--focus); outline-offset: 3px; }
"""
_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
"""Content-Security-Policy: the style of the page, its form, and nothing else."""

_PAGE = Template("""<!DOCTYPE html>
<html lang="$language" dir="$direction">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$heading</title>
<style>$style</style>
</head>
<body>
<header><a href="/seal?lang=$other_language" lang="$other_language" hreflang="$other_language">$other</a></header>
<main>
<h1>$title</h1>
$said
<p>$intro</p>
<form method="post" action="/seal?lang=$language" enctype="multipart/form-data">
<label for="paper">$label</label>
<p id="hint">$hint</p>
<input id="paper" name="paper" type="file" accept="application/pdf,.pdf" required aria-describedby="hint"$invalid>
<button>$button</button>
</form>
</main>
</body>
</html>
""")
# The answer takes the focus: a screen reader says it at once, and reads on from there.
_SAID = Template('<div class="said $kind" tabindex="-1" autofocus><h2>$heading</h2><p>$text</p></div>')


def language_of(asked: str | None, accepted: str) -> str:
    """Choose the page's language: the one asked for, else the browser's.

    The first of ours that the browser prefers.
    """
    preferred = (part.partition(";")[0].strip()[:2].lower() for part in accepted.split(","))
    return next((each for each in (asked or "", *preferred) if each in PAGE), "fr")


def seal_page(language: str, said: Standing | str | None = None) -> str:
    """Return the page.

    `said` is the result of the check, or the key of the words for what is wrong.
    """
    words = {name: escape(text) for name, text in PAGE[language].items()}
    heading, text = None, ""
    if isinstance(said, Standing):
        heading, text = words[said], words[f"{said}_text"]
    elif said is not None:
        heading, text = words["error"], words[said]
    answer = _SAID.substitute(kind=said, heading=heading, text=text) if heading else ""
    return _PAGE.substitute(
        words,
        language=language,
        style=_STYLE,
        # A screen reader says the title first.
        heading=f"{heading} – {words['title']}" if heading else words["title"],
        said=answer,
        invalid=' aria-invalid="true"' if said in {"nothing", "too_large"} else "",
    )
