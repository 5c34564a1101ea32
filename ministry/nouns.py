"""The nouns of the ministry: each is a package, and its parts are found by the names of their modules.

`tables` declares what is kept, `router` gives the routes, `agent` adds commands for an agent at the terminal.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType

import ministry


def parts(name: str) -> list[ModuleType]:
    """Import the modules of this name from all packages."""
    packages = [each.name for each in iter_modules(ministry.__path__, "ministry.") if each.ispkg]
    return [import_module(f"{each}.{name}") for each in packages if find_spec(f"{each}.{name}")]
