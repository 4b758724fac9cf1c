"""Starts the process that writes large pictures: `python .../dagscope_app/export/__main__.py`. Only wires it up."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Serve standard input and output. Nothing else may write to the latter, so it is put out of reach."""
    if not __package__:  # run by path: find the package this file lies in, and let no file beside it pass for a library
        here = os.path.dirname(os.path.abspath(__file__))
        sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]
        sys.path.insert(0, os.path.dirname(os.path.dirname(here)))
    from dagscope_app.export.service import serve

    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return serve(source, sink)


if __name__ == "__main__":
    raise SystemExit(main())
