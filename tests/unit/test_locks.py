"""The locks install with every pip: no marker stops one, whatever the kernel calls itself."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from itertools import chain, product
from pathlib import Path
from types import ModuleType

import packaging.markers
import pip._vendor.packaging.markers as brought_along
import pytest
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).parents[2] / "requirements"
ALWAYS_VERSIONS_OR_WORDS = {
    "implementation_name",
    "os_name",
    "platform_machine",
    "platform_python_implementation",
    "platform_system",
    "python_full_version",
    "python_version",
    "sys_platform",
}
"""Of the variables of a marker, those that every pip can compare. The releases of kernels are neither."""
SYSTEMS = {
    "Linux": {"sys_platform": "linux", "os_name": "posix"},
    "Darwin": {"sys_platform": "darwin", "os_name": "posix"},
    "Windows": {"sys_platform": "win32", "os_name": "nt"},
}
PYTHONS = ("3.11.0", "3.11.7", "3.12.1", "3.13.0", "3.14.0rc1", "3.14.2")
MACHINES = ("x86_64", "aarch64", "arm64", "AMD64", "ARM64")
KERNELS = (
    "6.14.0-33-generic",
    "6.11.4-301.fc41.x86_64",
    "5.15.167.4-microsoft-standard-WSL2",
    "24.6.0",
    "11",
    "",
)
BY_SYSTEM = {
    "Linux": {"secretstorage", "jeepney"},
    "Darwin": {"pyobjc", "pyobjc-core", "pyobjc-framework-cocoa"},
    "Windows": {"pywin32", "pywin32-ctypes", "comtypes"},
}
"""Packages that a system needs and the others have no use for."""
OPTIONAL = {"flet_desktop", "flet_secure_storage"}
"""Modules of those who have them: the native window, and an Android build."""


def _lines(lock: str) -> list[str]:
    lines = (FOLDER / lock).read_text("utf-8").splitlines()
    return [line.removesuffix(" \\") for line in lines if re.match(r"\w", line)]


def _names_by_marker(lock: str) -> dict[str, set[str]]:
    """Return the packages of a lock by their marker; empty means always."""
    names: dict[str, set[str]] = {}
    for line in _lines(lock):
        package, _, marker = line.partition(" ; ")
        names.setdefault(marker, set()).add(package.partition("==")[0])
    return names


def _environments(system: str) -> list[dict[str, str]]:
    return [
        {
            **SYSTEMS[system],
            "platform_system": system,
            "platform_machine": machine,
            "platform_release": kernel,
            "platform_version": f"#33~24.04.1 {kernel}",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "implementation_version": python,
            "python_full_version": python,
            "python_version": ".".join(python.split(".")[:2]),
        }
        for python, machine, kernel in product(PYTHONS, MACHINES, KERNELS)
    ]


locks = pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])


@locks
def test_markers_ask_nothing_that_some_pip_cannot_compare(lock: str) -> None:
    markers = " ".join(_names_by_marker(lock))
    asked = set(re.findall(r"[a-z_]+", re.sub(r"'[^']*'", "", markers))) - {"and", "or", "in", "not"}
    assert asked - ALWAYS_VERSIONS_OR_WORDS == set()


@locks
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("markers", [packaging.markers, brought_along], ids=["packaging", "this pip's own"])
def test_every_system_gets_its_packages_whatever_its_kernel(
    lock: str, system: str, markers: ModuleType
) -> None:
    names = _names_by_marker(lock)
    always = names.pop("")
    read = {text: markers.Marker(text) for text in names}
    others = set().union(*(some for of, some in BY_SYSTEM.items() if of != system))
    for environment in _environments(system):
        taken = always.union(*(names[text] for text, marker in read.items() if marker.evaluate(environment)))
        assert taken >= BY_SYSTEM[system] | {"flet", "pyttsx3"}
        assert not taken & others


def _imported(*packages: str) -> set[str]:
    """Return the modules of others that the code of some packages imports."""
    names = set()
    for path in chain.from_iterable((FOLDER.parent / package).rglob("*.py") for package in packages):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {path.name for path in FOLDER.parent.iterdir()}


@pytest.mark.parametrize("packages", [("app", "screens", "services", "i18n"), ("ministry",)])
def test_what_is_imported_is_locked(packages: tuple[str, ...]) -> None:
    # A machine of development may have more than a lock gives.
    locked = set().union(*_names_by_marker("run.txt").values())
    distributions = packages_distributions()
    missing = {
        name
        for name in _imported(*packages) - OPTIONAL
        if locked.isdisjoint(canonicalize_name(found) for found in distributions.get(name, [name]))
    }
    assert missing == set()
