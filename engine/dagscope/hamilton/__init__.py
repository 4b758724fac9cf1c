"""Addresses that Hamilton has and this engine has no other use for: old names, its own verbs, what is left out.

`compat.homes` says which they are; under the served name they are found where Hamilton has them. Nothing of the engine
may import from here.
"""
