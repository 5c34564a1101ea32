"""A module that loads what server and app load until they are in use; processes are made from it."""

from __future__ import annotations

from importlib import import_module

from app.shell.start_up import PARTS

for name in (
    "app.loopback.doorstep",
    "app.loopback.server",
    *PARTS,
    "ministry.cli",
    "ministry.serving",
    "tests.components.world",
):
    import_module(name)
