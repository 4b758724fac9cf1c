"""Runs `run.py` of each folder named on the command line, in one process, and prints what each printed as JSON.

The same script is run by both engines: directly, and through `python -m dagscope.compat.hamilton`.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import runpy
import sys
import traceback
import warnings


def main(folders: list[str]) -> None:
    """Run the folders and print `{folder: text}`."""
    registry = importlib.import_module("hamilton.registry")

    for extension in ("pandas", "polars", "polars_lazyframe", "pydantic"):
        registry.load_extension(extension)
    found = {folder: _output(folder) for folder in folders}
    json.dump(found, sys.stdout)


def _output(folder: str) -> str:
    known = set(sys.modules)
    printed = io.StringIO()
    sys.path.insert(0, folder)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
            warnings.simplefilter("ignore")
            runpy.run_path(os.path.join(folder, "run.py"), run_name="__main__")
    except BaseException as error:  # The test shows it and goes on with the other folders.
        printed.write(f"{type(error).__name__}: {error}\n")
        traceback.print_exc()
    finally:
        sys.path.remove(folder)
        for name in set(sys.modules) - known:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if file.startswith(folder) or name.endswith("_functions"):
                del sys.modules[name]
    return printed.getvalue()


main(sys.argv[1:])
