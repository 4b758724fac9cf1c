"""Differences between two graphs, two runs and two values, as data."""
