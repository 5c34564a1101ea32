"""The demonstration: one invented citizen, and how to sign in as her."""

from __future__ import annotations

import json

from ministry.auth.people import Name, PersonRecord
from ministry.context import Context
from ministry.files import write_durably

CODE = "246810"
"""Every code of the demonstration."""
CITIZEN = PersonRecord(
    number="905412300742",
    first_name=Name(ar="أمينة", fr="Amina"),
    last_name=Name(ar="بن علي", fr="Benali"),
    birth_date="1990-04-12",
    gender="f",
    phone="+213550000042",
    wilaya="15",
    commune="1501",
    address="12 rue des Oliviers",
    nin="109900015012340042",
)


def tell(context: Context, base_url: str) -> None:
    """Write `demo.json` into the data folder, for scripts and newcomers."""
    told = {"base_url": base_url, "number": CITIZEN.number, "phone": CITIZEN.phone, "code": CODE}
    write_durably(context.settings.data / "demo.json", json.dumps(told, indent=1).encode())
