"""Time zones by the names that libraries of tables give them. It must not know a library."""

from __future__ import annotations

import datetime
import re
from zoneinfo import ZoneInfo

_SHIFT = re.compile(r"([+-])(\d{2}):?(\d{2})$")


def zone_named(name: str) -> datetime.tzinfo:
    """Return the zone of a name: `Europe/Berlin`, `+02:00`."""
    found = _SHIFT.match(name)
    if found is None:
        return ZoneInfo(name)
    shift = datetime.timedelta(hours=int(found[2]), minutes=int(found[3]))
    return datetime.timezone(shift if found[1] == "+" else -shift)
