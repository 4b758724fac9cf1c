"""Checks of what functions give: what a validator is, and the ready-made ones."""
