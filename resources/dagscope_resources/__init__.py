"""Icons, themes and fonts, read through importlib.resources. It must not import Qt."""
