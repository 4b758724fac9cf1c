"""`%load_ext dagscope.notebook`: serves `hamilton` in a kernel and adds the magics. IPython is imported only then."""

from __future__ import annotations

import sys
from typing import Any

from dagscope import compat


def load_ipython_extension(ipython: Any) -> None:
    """Serve the name `hamilton` in this kernel and register the magics: `%%cell_to_module` and its relatives.

    Where another `hamilton` was imported before, nothing is loaded: objects of both would meet.

    Args:
        ipython: the running IPython.
    """
    try:
        compat.install()
    except ImportError as error:
        print(f"dagscope.notebook is not loaded: {error} Restart the kernel and load it first.", file=sys.stderr)
        return
    from dagscope.plugins import jupyter_magic

    jupyter_magic.load_ipython_extension(ipython)
