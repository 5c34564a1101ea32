"""Loads what the server and the app load until they are in use, and begins nothing: processes are made from it."""

from __future__ import annotations

from importlib import import_module

from app.moving_in import PARTS

for name in (
    "app.doorstep",
    "app.server",
    *PARTS,
    "ministry.cli",
    "ministry.serving",
    "tests.components.world",
):
    import_module(name)
