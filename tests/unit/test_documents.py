"""The words of documents, docstrings and comments, as far as a program can judge them.

Documents are Markdown files. Of the code, docstrings and comments of the packages in `CLEAN` are read: a package is
added once its words are mended, and never taken out.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLEAN = ("app", "screens", "services", "i18n", "ministry", "bench", "scripts", "tests")
LONGEST_OPENING = 12
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "ministry/**/*.md", "contract/**/*.md")
    for path in ROOT.glob(pattern)
)
WRITTEN = [path for path in DOCUMENTS if path.name != "LICENSES.md"]
DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
PATCHES = sorted((ROOT / "app" / "flet_patches").glob("[!_]*.py"))
LONGEST_LINE = 120
LONGEST_SENTENCE = 40
"""The most words; a clause after a colon or a semicolon counts for itself. Code and tables are left out."""
FORBIDDEN = re.compile(
    r"\b(whoever|anew|stands|(?:is|are|was|were) told|behind the back|none of it|comes along"
    r"|so (?:long|many)(?! (?:as|that)\b))\b",
    re.IGNORECASE,
)
"""Words that leave open who or what is meant, or that read like a translation."""
_BLOCK = re.compile(r"^```[\s\S]*?^```$|^    .*$", re.MULTILINE)
_NO_VERB = re.compile(
    r"(?!True if|Focus\b)(?:[^A-Z]|[A-Z][a-z]+[^s\W]s\b|(?:An?|The|As|All|Any|By|Each|Every|For|From|How|In|It|No|None"
    r"|Nothing|Of|On|One|Some|That|These|They|True|What|When|Where|Which|Who|Why|With|Without)\b)"
)
"""What no imperative begins with, a verb of the third person among it."""
_VERB = re.compile(r"(?:Build|Create|Get|Give|Make|Return|Yield)\b")
_VALUES = re.compile(r"(?:\w+\.)?(?:cached_property|fixture|property)\b")
"""Decorators of functions that are used as values: what they are is said by a noun."""
_CODE = re.compile(r"`[^`\n]*`|\]\([^)]*\)")
_NAMED_DECISION = re.compile(r"docs/adr/(\d{4})((?:`?(?:,| and| to) `?\d{4})*)")
_ROOTS = "app|screens|services|i18n|assets|contract|ministry|bench|scripts|tests|requirements|docs"
_NAMED_FILE = re.compile(rf"`((?:{_ROOTS})/[\w./-]*\w)(?:::\w+)?`")


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def prose(path: Path) -> str:
    """Return the text without code; lines stay where they are."""
    text = path.read_text(encoding="utf-8")
    return _CODE.sub("", _BLOCK.sub(lambda block: "\n" * block[0].count("\n"), text))


def sentences(path: Path) -> Iterator[str]:
    lines = [line for line in prose(path).splitlines() if not line.startswith(("|", "#"))]
    for paragraph in re.split(r"\n\s*\n|\n\s*(?:[-*]|\d+\.) ", "\n".join(lines)):
        yield from re.split(r"(?<=[.!?:;])\s", " ".join(paragraph.split()))


@cache
def remarks(package: str) -> list[tuple[str, str]]:
    """Return docstrings and comments of files with a doubtful word."""
    return [
        (f"{path.relative_to(ROOT)}:{line}", text)
        for path in sorted((ROOT / package).rglob("*.py"))
        if (source := path.read_text(encoding="utf-8")) and (FORBIDDEN.search(source) or "Whether " in source)
        for line, text in _remarks(source)
    ]


def openings(package: str) -> Iterator[tuple[str, str]]:
    """Yield the first lines of docstrings that begin wrongly, with their places."""
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (text := ast.get_docstring(node)):
                opening = text.partition("\n")[0]
                is_value = any(_VALUES.match(ast.unparse(each)) for each in node.decorator_list)
                wrong = (_VERB if is_value else _NO_VERB).match(opening)
                if wrong or node.name.startswith("test_") or len(opening.split()) > LONGEST_OPENING:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", opening


def _remarks(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield node.lineno, text
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_a_document_uses_plain_words(path: Path) -> None:
    lines = prose(path).splitlines()
    found = [(number, hit[0]) for number, line in enumerate(lines, 1) if (hit := FORBIDDEN.search(line))]
    assert found == []


@pytest.mark.parametrize("package", CLEAN)
def test_docstrings_and_comments_use_plain_words(package: str) -> None:
    found = [(place, hit[0]) for place, text in remarks(package) if (hit := FORBIDDEN.search(text))]
    assert found == []


@pytest.mark.parametrize("package", CLEAN)
def test_a_docstring_of_a_truth_begins_true_if(package: str) -> None:
    assert [place for place, text in remarks(package) if text.startswith("Whether ")] == []


@pytest.mark.parametrize("package", CLEAN)
def test_a_function_begins_with_what_it_does(package: str) -> None:
    # A program cannot tell a verb, but what no imperative begins with. The name of a test says what it does.
    assert list(openings(package)) == []


def test_what_is_no_plain_word_is_found_where_it_is() -> None:
    source = 'def f():\n    """Render anew."""\n    return "anew"  # it stands there\n'
    assert [hit[0] for _, text in _remarks(source) if (hit := FORBIDDEN.search(text))] == ["anew", "stands"]
    assert not FORBIDDEN.search("wait for so long that the outstanding answer arrives")
    assert all(map(_NO_VERB.match, ("Makes it.", "The address.", "`x` is.", "None.")))
    assert not any(map(_NO_VERB.match, ("Make it.", "Pass it on.", "True if it is.", "Address it.")))


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_lines_of_a_document_fit(path: Path) -> None:
    text = path.read_text(encoding="utf-8").splitlines()
    long = [
        number
        for number, line in enumerate(text, 1)
        if len(line) > LONGEST_LINE and not line.startswith(("|", "#", "!["))
    ]
    assert long == []


@pytest.mark.parametrize("path", WRITTEN, ids=names(WRITTEN))
def test_sentences_of_a_document_are_short(path: Path) -> None:
    assert [sentence for sentence in sentences(path) if len(sentence.split()) > LONGEST_SENTENCE] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", WRITTEN, ids=names(WRITTEN))
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    named = set(_NAMED_FILE.findall(path.read_text(encoding="utf-8")))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


@pytest.mark.parametrize("path", DECISIONS, ids=names(DECISIONS))
def test_a_decision_says_why(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.name[:4]} ")
    assert "**Context.**" in text
    assert "**Decision.**" in text


@pytest.mark.parametrize("path", PATCHES, ids=names(PATCHES))
def test_a_patch_of_flet_says_what_ends_it(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert re.search(r"^Upstream: .*(flet-dev/flet#\d+|no issue is known)", said, re.MULTILINE)
    assert re.search(r"\bEnds\b", said)


def test_the_index_names_each_decision_once_in_its_order() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \|$", index, re.MULTILINE)
    titles = [path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for path in DECISIONS]
    assert [(f"{number} {title}", name) for number, name, title in rows] == [
        (title, path.name) for title, path in zip(titles, DECISIONS, strict=True)
    ]
    assert all(before < after for (before, _, _), (after, _, _) in pairwise(rows))


def test_every_decision_that_is_named_is_there() -> None:
    kept = {path.name[:4] for path in DECISIONS}
    folders = (
        "app",
        "screens",
        "services",
        "i18n",
        "ministry",
        "bench",
        "scripts",
        "tests",
        "docs",
        "contract",
    )
    files = [
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".md", ".yaml"}
    ]
    missing = {
        (str(path.relative_to(ROOT)), number)
        for path in [*files, *ROOT.glob("*.md"), ROOT / "Makefile", ROOT / "pyproject.toml"]
        for first, rest in _NAMED_DECISION.findall(path.read_text(encoding="utf-8"))
        for number in (first, *re.findall(r"\d{4}", rest))
        if number not in kept
    }
    assert missing == set()


def test_unexpected_errors_are_caught_where_the_decision_says() -> None:
    decision = (ROOT / "docs" / "adr" / "0007-guarded-edges.md").read_text(encoding="utf-8")
    packages = ("app", "i18n", "ministry", "screens", "services")
    broad = {
        path.relative_to(ROOT).as_posix()
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if "except Exception" in path.read_text(encoding="utf-8")
    }
    named = set(re.findall(rf"`((?:{'|'.join(packages)})/[\w/]+\.py)`", decision))
    assert broad == named
