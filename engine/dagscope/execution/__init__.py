"""Running a graph: plans, the functions they compile to, and the executors."""
