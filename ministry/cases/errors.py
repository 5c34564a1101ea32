"""Why a step of the agency is not taken."""

from __future__ import annotations


class DeskError(Exception):
    """The step cannot be taken; `args[0]` says why, for the agent."""
