"""Filters of tables: a small language, what its values mean for each dtype, and masks. It must not know pages."""
