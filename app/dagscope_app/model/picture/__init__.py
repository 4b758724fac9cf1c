"""From the state and a layout to what the canvas draws. It must not lay out, draw or know Qt."""
