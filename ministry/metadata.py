"""All tables, imported so that they are known."""

from __future__ import annotations

import ministry.audit
import ministry.auth.tables
import ministry.cases.tables
import ministry.content
import ministry.publishing.tables
import ministry.requests.tables
import ministry.uploads.tables  # noqa: F401
from ministry.database import Base

metadata = Base.metadata
