"""A folder on disk as a project: its modules, its drivers, its saved scenarios. Nothing here builds or runs a graph."""
