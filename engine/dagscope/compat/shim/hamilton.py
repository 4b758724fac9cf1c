"""Stands on a child's PYTHONPATH and becomes Dagscope's `hamilton`. It must not hold anything else."""

import importlib
import sys

import dagscope.compat.finder

dagscope.compat.finder.install()
del sys.modules["hamilton"]
sys.modules["hamilton"] = importlib.import_module("hamilton")
