"""What `flet build` leaves out is not needed: the client runs with the files that are left.

flet-cli hands `exclude` and the globs of `[tool.flet.cleanup]` to serious_python. That copies the app without the
excluded paths, and deletes what a glob matches: a folder with all that is in it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import Distribution, distribution
from itertools import accumulate
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[3]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FLET = SETTINGS["tool"]["flet"]
APP_GLOBS: list[str] = FLET["cleanup"]["app_files"]
PACKAGE_GLOBS: list[str] = FLET["cleanup"]["package_files"]
JUNK = ["**.c", "**.h", "**.cpp", "**.hpp", "**.typed", "**.pyi", "**.pxd", "**.pyx", "**.a", "**.pdb"]
JUNK += ["__pycache__", "**/__pycache__", "**.exe", "**.dll", "bin", "**/bin"]
"""What serious_python deletes for a phone unasked."""
PHONE = {
    "sys_platform": "android",
    "platform_system": "Android",
    "os_name": "posix",
    "platform_machine": "aarch64",
    "extra": "",
}
"""What differs from the machine that runs this."""
MOST_FILES, MOST_BYTES = 1700, 47_000_000
"""The most of the packages. Whole: 2,809 files, 75 MB, as wheels of Linux and not yet compiled."""
CLIENT = Path(__file__).with_name("client.py")


def pattern(glob: str) -> re.Pattern[str]:
    """Translate a glob as Dart's package `glob` does."""
    signs = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.findall(r"\*\*|[*?]|\[[^\]]+\]|[^*?\[]+", glob)
    return re.compile(
        "".join(
            signs.get(part) or (part.replace("[!", "[^/") if part.startswith("[") else re.escape(part))
            for part in parts
        )
    )


def matched(path: str, globs: Iterable[re.Pattern[str]]) -> bool:
    """True if a pattern matches a file or a folder around it."""
    places = list(accumulate(path.split("/"), lambda folder, name: f"{folder}/{name}"))
    return any(glob.fullmatch(place) for glob in globs for place in places)


@cache
def distributions() -> list[Distribution]:
    """Return the packages of the client, as a phone gets them."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(line) for line in SETTINGS["project"]["dependencies"]]
    while waiting:
        wanted = waiting.pop()
        if wanted.name not in found and (wanted.marker is None or wanted.marker.evaluate(PHONE)):
            found[wanted.name] = distribution(wanted.name)
            waiting += map(Requirement, found[wanted.name].requires or [])
    return list(found.values())


@cache
def package_files() -> Mapping[str, Path]:
    """Return every file of the packages, by its path there."""
    return {
        str(file): Path(str(file.locate()))
        for each in distributions()
        for file in each.files or []
        if not str(file).startswith("..") and Path(str(file.locate())).is_file()
    }


def left(files: Mapping[str, Path], globs: list[str]) -> dict[str, Path]:
    patterns = [pattern(glob) for glob in [*globs, *JUNK]]
    return {name: path for name, path in files.items() if not matched(name, patterns)}


def app_files() -> dict[str, Path]:
    """Return the files of the app that a build takes.

    Without those that `exclude` names and those that flet-cli leaves out unasked.
    """
    tops = [path for path in ROOT.iterdir() if not path.name.startswith(".") and path.name != "build"]
    files = [path for top in tops for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file()]
    names = {path.relative_to(ROOT).as_posix(): path for path in files}
    excluded = [re.compile(re.escape(name)) for name in FLET["app"]["exclude"]]
    return {name: path for name, path in names.items() if not matched(name, excluded)}


def spoken(*folders: Path, isolated: bool) -> str:
    """Run the client of `folders`. `isolated`: with no other packages."""
    options = ["-B", "-P", *(["-S"] if isolated else [])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}
    done = subprocess.run(
        [sys.executable, *options, str(CLIENT)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def copied(files: Mapping[str, Path], folder: Path) -> Path:
    for name, path in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return folder


@pytest.mark.long
def test_the_client_runs_with_what_is_left_and_says_the_same(tmp_path: Path) -> None:
    app = copied(left(app_files(), APP_GLOBS), tmp_path / "app")
    packages = copied(left(package_files(), PACKAGE_GLOBS), tmp_path / "packages")
    assert spoken(app, packages, isolated=True) == spoken(ROOT, isolated=False)


def test_a_phone_gets_little_that_it_does_not_need() -> None:
    files = left(package_files(), PACKAGE_GLOBS)
    assert len(files) <= MOST_FILES
    assert sum(path.stat().st_size for path in files.values()) <= MOST_BYTES


@pytest.mark.parametrize("glob", PACKAGE_GLOBS)
def test_each_glob_of_packages_matches_something(glob: str) -> None:
    assert any(matched(name, [pattern(glob)]) for name in package_files())


@pytest.mark.parametrize("name", FLET["app"]["exclude"])
def test_each_excluded_path_is_there(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize("glob", [*APP_GLOBS, *PACKAGE_GLOBS])
def test_globs_mean_the_same_in_every_version(glob: str) -> None:
    assert not set(glob) & set(",{}\\")


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("**.dart", "a/something.dart", True),
        ("**.dart", "a/something.dart/below", True),
        ("a/*", "a/b", True),
        ("a/[!b]*", "a/b", False),
        ("a/b[!._]*", "a/b_c", False),
        ("a/b[!._]*", "a/bc", True),
        ("**/bin", "bin", False),
        ("bin", "a/bin", False),
        ("a", "a/b/c", True),
    ],
)
def test_globs_are_read_as_dart_reads_them(glob: str, path: str, expected: bool) -> None:
    assert matched(path, [pattern(glob)]) is expected
