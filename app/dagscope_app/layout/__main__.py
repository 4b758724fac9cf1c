"""Starts the layout process: `python -I .../dagscope_app/layout/__main__.py`, or `-m dagscope_app.layout`.
Only wires it up.
"""

from __future__ import annotations

import gc
import os
import sys


def main() -> int:
    """Serve standard input and output. Nothing else may write to the latter, so it is put out of reach."""
    gc.disable()
    if not __package__:  # run by path, maybe isolated: find the package this file lies in
        here = os.path.dirname(os.path.abspath(__file__))
        sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]
        sys.path.insert(0, os.path.dirname(os.path.dirname(here)))
    from dagscope_app.layout.service import serve

    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Layouts make many small objects and no cycles worth mentioning: looking for some would take a tenth of the time.
    gc.freeze()
    gc.enable()
    gc.set_threshold(200_000, 50, 50)
    return serve(source, sink)


if __name__ == "__main__":
    raise SystemExit(main())
