"""What people look for among the services although no service is for it."""

from __future__ import annotations

from enum import Enum


class Topic(Enum):
    COMPLAINT = "complaint"
    APPOINTMENT = "appointment"
    OFFICE = "office"
    HELPER = "helper"
