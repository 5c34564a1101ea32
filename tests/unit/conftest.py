from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is; no test may fail for that.
settings.register_profile("unhurried", suppress_health_check=[HealthCheck.too_slow])
# `make check` looks at fewer examples than `make test`.
settings.register_profile("quick", settings.get_profile("unhurried"), max_examples=20)
settings.load_profile("quick" if os.environ.get("QARIB_QUICK") else "unhurried")
