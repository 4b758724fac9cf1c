"""What nodes, groups, wires and the legend consist of, as plain data.
The painter and the SVG both draw nothing else.
"""
