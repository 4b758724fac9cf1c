"""What the person likes. It must not know how it is kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the person likes, whatever project is open."""

    theme: str = "system"
    is_motion_reduced: bool = False
    shows_minimap: bool = True
    shows_legend: bool = False
    shows_heat: bool = True
    wheel_zooms: bool = True
    runs_on_save: bool = False
    lights_downstream: bool = True
    has_safe_csv: bool = True
    editor: str = ""
    interpreter: str = ""
    recent: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    has_toured: bool = False
