"""YAML read without its surprises: a key said twice is an error, and a date, a time or `no` stays text.

Plain YAML 1.1 reads `no` as a boolean and 14:05 as 845, and lets a second key silently win.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from ministry.catalogue.errors import DuplicateIdError, UnreadableFileError

if TYPE_CHECKING or not yaml.__with_libyaml__:
    from yaml import SafeLoader
else:
    from yaml import CSafeLoader as SafeLoader  # ten times faster: the whole catalogue is read at start

_SURPRISING = {f"tag:yaml.org,2002:{kind}" for kind in ("bool", "timestamp", "int", "float")}


class _StrictLoader(SafeLoader):
    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML reads this from the class
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _SURPRISING]
        for first, resolvers in SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise DuplicateIdError(str(key.start_mark.line + 1), key.value)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


for _kind, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?[0-9]+\.[0-9]+$", "-0123456789"),
):
    _StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(_pattern), list(_first))


def read(path: Path) -> Any:
    """Return the file's content. Raises UnreadableFileError or DuplicateIdError."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _StrictLoader)  # noqa: S506 - a SafeLoader
    except DuplicateIdError as error:
        raise DuplicateIdError(f"{path.name}:{error.where}", error.id) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableFileError(path.name, str(error)) from error
