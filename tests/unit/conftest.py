from __future__ import annotations

from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is; no test may fail for that.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
