"""`%load_ext dagscope.notebook`: the notebook's magics. IPython is imported only when they are loaded."""

from __future__ import annotations

from typing import Any


def load_ipython_extension(ipython: Any) -> None:
    """Registers the magics: `%%cell_to_module` and its relatives.

    Args:
        ipython: the running IPython.
    """
    from dagscope.plugins import jupyter_magic

    jupyter_magic.load_ipython_extension(ipython)
