from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.examples import FEW, QUICK

# How long an example takes says how busy the machine is; no test may fail for that.
settings.register_profile("unhurried", suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("unhurried"), max_examples=FEW)
settings.load_profile("quick" if QUICK else "unhurried")
