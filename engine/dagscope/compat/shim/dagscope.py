"""Stands on a child's PYTHONPATH and becomes the `dagscope` package it lies in. It must not hold anything else."""

import importlib.util
import os
import sys

_folder = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_spec = importlib.util.spec_from_file_location(
    "dagscope", os.path.join(_folder, "__init__.py"), submodule_search_locations=[_folder]
)
assert _spec is not None and _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
sys.modules["dagscope"] = _module
_spec.loader.exec_module(_module)
