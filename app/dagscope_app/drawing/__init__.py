"""How a picture looks: theme, anatomy of nodes, groups and wires, painted with QtGui alone.
It knows no widget and no application state.
"""
