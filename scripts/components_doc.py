"""The writer of docs/components.md: each component, its reasons and its examples. A test keeps it up to date."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from screens.components.example import examples, names, reason  # noqa: E402

DOCUMENT = ROOT / "docs" / "components.md"
HEAD = """# Components

Each control of the screens once, with the reason for its accessibility choices. Written by
`python scripts/components_doc.py` from the code itself; `make gallery` shows them all, in any language and comfort.
"""


def document() -> str:
    parts = [HEAD]
    for name in names():
        parts.append(f"## {name.replace('_', ' ').capitalize()}\n\n{reason(name)}\n")
        if shown := examples(name):
            parts.append("".join(f"- {example.title}\n" for example in shown))
    return "\n".join(parts)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
