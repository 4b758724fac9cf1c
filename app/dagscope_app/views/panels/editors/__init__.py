"""Editors of values, one file a kind: `make.make_field` chooses. They must not evaluate what is typed."""
