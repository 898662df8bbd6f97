"""Hypothesis without a wall clock: speed is measured by the bench, not by a busy test machine."""

from hypothesis import HealthCheck, settings

settings.register_profile("wire", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("wire")
