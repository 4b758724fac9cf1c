"""Frozen state of the window and pure functions over it. It must not know Qt."""
