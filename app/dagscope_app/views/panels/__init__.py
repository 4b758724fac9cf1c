"""The panels around the graph: outline, scenario, details, log, timeline, problems."""
