"""How a person wants things sent, kept in their profile."""

from __future__ import annotations

from services.kinds import Archived, Kind, myself
from services.models.outbox import SendingChoice

SENDING_CHOICE = "sending_choice"
"""The kind of this record; there is one. Call `Outbox.reconsider` after it was kept."""

SENDING_CHOICE_KIND = Kind(SENDING_CHOICE, Archived(SendingChoice, myself))
