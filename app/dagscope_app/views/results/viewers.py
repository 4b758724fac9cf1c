"""Which viewer shows what: the table of them, by the record of a value's preview. It must not know how one works."""

from __future__ import annotations

from dagscope.value_kinds.own_preview import register
from dagscope.value_records import (
    ErrorPreview,
    GraphPreview,
    ImagePreview,
    MarkupPreview,
    NonePreview,
    NumberPreview,
    ObjectPreview,
    Preview,
    SeriesPreview,
    TablePreview,
    TextPreview,
    TreePreview,
)

from dagscope_app.model.records.results import DiffTab, GroupTab, ResultTab
from dagscope_app.views.results import (
    error,
    graph,
    group_table,
    image,
    markup,
    number,
    table,
    text,
    tree,
    two_values,
)
from dagscope_app.views.results.others import OtherViewers
from dagscope_app.views.results.viewer import Desk, Make, Viewer

VIEWERS: dict[type[Preview], Make] = {
    NonePreview: number.make,
    NumberPreview: number.make,
    TextPreview: text.make,
    ObjectPreview: text.make,
    TablePreview: table.make,
    SeriesPreview: table.make,
    TreePreview: tree.make,
    ImagePreview: image.make,
    GraphPreview: graph.make,
    MarkupPreview: markup.make,
    ErrorPreview: error.make,
}
for _record in VIEWERS:
    register(_record)
OTHERS = OtherViewers()
WAITING = NonePreview(summary="waiting for the value")


def viewer_of(tab: ResultTab, desk: Desk) -> Viewer:
    """Return the viewer that fits a tab."""
    if isinstance(tab, DiffTab):
        return two_values.make(tab, desk)
    if isinstance(tab, GroupTab):
        return group_table.make(tab, desk)
    preview = tab.preview or WAITING
    make = VIEWERS.get(type(preview))
    if make is not None:
        return make(tab, preview, desk)
    return OTHERS.make(tab, preview, desk) or OTHERS.missing(tab, preview, desk)
