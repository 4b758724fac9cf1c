"""The tracker of experiments: what each run was given and what it saved, in a folder of its own. It holds no server."""

from dagscope.plugins.h_experiments.hook import ExperimentTracker

__all__ = ["ExperimentTracker"]
