"""Two scenarios side by side: two canvases that move as one, the list of differences, the two values of a node."""
