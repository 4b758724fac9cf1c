"""Stands in for the original's telemetry: nothing is ever collected or sent, so there is nothing to switch off."""


def disable_telemetry() -> None:
    """Does nothing: there is no telemetry."""


def is_telemetry_enabled() -> bool:
    """Always False: there is no telemetry."""
    return False
