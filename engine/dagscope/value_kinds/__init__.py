"""Kinds of value of which the record, the look and the answers are one file, imported by both sides for the record.
It must not import what looks into other values: the window has no use for it.
"""
