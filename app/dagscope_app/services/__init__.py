"""Effects behind ports: the store, processes, settings, the file watcher. QtCore only."""
