"""Loading and saving data as nodes: adapters, their registry look-ups and materializers."""
