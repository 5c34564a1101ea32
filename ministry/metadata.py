"""All tables, imported so that they are known."""

from __future__ import annotations

import ministry.audit
import ministry.content  # noqa: F401
from ministry.database import Base
from ministry.nouns import parts

parts("tables")
metadata = Base.metadata
