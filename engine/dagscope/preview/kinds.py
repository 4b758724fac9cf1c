"""The kinds of value that Dagscope knows, one file each: the first that matches a value is its kind.
It must not look at one.
"""

from __future__ import annotations

from dagscope.preview import errors, graphs, image, markup, objects, raster, relations, scalars, tables, tree
from dagscope.preview.registry import REGISTRY

KINDS = (
    scalars.NONE,
    raster.KIND,
    tables.KIND,
    relations.KIND,
    image.KIND,
    graphs.KIND,
    markup.KIND,
    scalars.NUMBER,
    scalars.TEXT,
    errors.KIND,
    tree.KIND,
    objects.KIND,
)
REGISTRY.fill(KINDS)
