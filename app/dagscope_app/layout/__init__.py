"""Grouped layered layout: pure functions on ids, sizes, edges and groups; `__main__` is the layout process."""
