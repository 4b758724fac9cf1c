"""The place where Hamilton keeps the files of a new shared dataflow; the hub is left out, so it is empty."""
