"""Stands on a child's PYTHONPATH and becomes Dagscope's `hamilton`. It must not hold anything else."""

import sys

import dagscope.compat.finder

dagscope.compat.finder.install()
sys.modules["hamilton"] = sys.modules["dagscope"]
