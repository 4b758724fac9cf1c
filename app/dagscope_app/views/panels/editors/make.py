"""Makes the editor that was chosen for a value: one line a kind. It must not choose."""

from __future__ import annotations

from dagscope_app.model.scenario.editor_choice import Editor
from dagscope_app.views.panels.editors.check import CheckField
from dagscope_app.views.panels.editors.choice import ChoiceField
from dagscope_app.views.panels.editors.date import DateField
from dagscope_app.views.panels.editors.field import Field, TextField
from dagscope_app.views.panels.editors.number import NumberField
from dagscope_app.views.panels.editors.tree import TreeField


def make_field(editor: Editor, name: str) -> Field:
    """Return a field for values of a name."""
    if editor.kind == "check":
        return CheckField(name)
    if editor.kind == "choice":
        return ChoiceField(name, editor.choices)
    if editor.kind == "number":
        return NumberField(name, editor)
    if editor.kind == "date":
        return DateField(name, editor.has_time)
    return TreeField(name) if editor.kind == "tree" else TextField(name)
