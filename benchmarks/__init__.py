"""Measures the project side by side with what it is held against. It gates nothing; `python -m benchmarks` runs it."""
