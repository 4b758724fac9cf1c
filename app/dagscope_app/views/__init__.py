"""Widgets: signals out, set_*/apply in. They hold ids, never engine objects, and decide nothing."""
