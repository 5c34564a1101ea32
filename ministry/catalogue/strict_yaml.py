"""YAML read without its surprises: a key said twice is an error; only true and false are booleans; dates stay text.

Plain YAML 1.1 reads `no` as a boolean and 2026-11-21 as a date, and lets a second key silently win.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from ministry.catalogue.errors import DuplicateIdError, UnreadableFileError

_SURPRISING = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"}


class _StrictLoader(yaml.SafeLoader):
    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML reads this from the class
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _SURPRISING]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise DuplicateIdError(f"{self.name}:{key.start_mark.line + 1}", key.value)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def read(path: Path) -> Any:
    """The file's content. Raises UnreadableFileError or DuplicateIdError."""
    try:
        loader = _StrictLoader(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableFileError(path.name, str(error)) from error
    loader.name = path.name
    try:
        return loader.get_single_data()
    except yaml.YAMLError as error:
        raise UnreadableFileError(path.name, str(error)) from error
    finally:
        loader.dispose()  # type: ignore[no-untyped-call]
