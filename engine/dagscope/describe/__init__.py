"""A built graph, and its config, as records for the window. It must not build or run anything."""
