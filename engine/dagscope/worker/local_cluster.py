"""Starts a Dask cluster on this computer, for as long as somebody holds its standard input open.
Run by path, in the project's interpreter.

It says one line of JSON on the standard output: where the cluster is, or why there is none. It must import nothing of
ours: the interpreter need not have it.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys

HOW = "Install it in the project's environment: pip install distributed bokeh"


def tell(**facts: str) -> None:
    """Say something to the window."""
    print(json.dumps(facts), flush=True)


def main() -> int:
    """Start the cluster, say where it is, and wait for the end of the standard input."""
    # The folder of this file holds names that are none of the project's business.
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != os.path.dirname(os.path.abspath(__file__))]
    sys.path.append(os.getcwd())
    try:
        from distributed import LocalCluster
    except ImportError as error:
        missing = error.name or "distributed"
        tell(problem=f"A local Dask cluster needs the package {missing}, which {sys.executable} does not have. {HOW}")
        return 1
    has_page = importlib.util.find_spec("bokeh") is not None
    try:
        cluster = LocalCluster(host="127.0.0.1", dashboard_address="127.0.0.1:0" if has_page else None)
    except Exception as error:  # noqa: BLE001 - no port, no memory, another version: whatever it is, it is said
        tell(problem=f"The Dask cluster could not be started: {type(error).__name__}: {error}")
        return 1
    with cluster:
        address = cluster.scheduler_address.removeprefix("tcp://")
        tell(
            address=f"dask://{address}",
            dashboard=cluster.dashboard_link if has_page else "",
            workers=str(len(cluster.workers)),
        )
        sys.stdin.buffer.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
