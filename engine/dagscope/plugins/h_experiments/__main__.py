"""Says that the pages on which Hamilton shows experiments are left out. It must not start a server."""

from __future__ import annotations

import sys


def main() -> None:
    """Refuse, with what to do instead."""
    sys.exit(
        "The experiment server is left out. The runs are in the file json_cache of the tracker's base directory: "
        "dagscope.plugins.h_experiments.cache.JsonCache reads it."
    )


if __name__ == "__main__":
    main()
