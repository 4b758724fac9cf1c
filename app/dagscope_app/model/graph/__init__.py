"""Questions to a graph: conflicts, lineage, sections, visibility, wires. It must not lay out or draw."""
