"""How a person wants the app, kept in their profile: what someone needs is theirs to tell."""

from __future__ import annotations

from services.kinds import Archived, Kind, myself
from services.models.comfort import Comfort

COMFORT = "comfort"
"""The kind of this record; there is one."""

COMFORT_KIND = Kind(COMFORT, Archived(Comfort, myself))
