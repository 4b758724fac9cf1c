"""PNG, SVG, PDF and HTML of a SceneSpec; used by the window and the command line alike."""
