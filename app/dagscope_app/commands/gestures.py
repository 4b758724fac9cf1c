"""What mouse and touchpad do on the canvas, in words: for the shortcut sheet and the documents.
The canvas does them.
"""

from __future__ import annotations

GESTURES: tuple[tuple[str, str], ...] = (
    ("Wheel", "Zoom at the pointer, or move the picture: a switch in View > Zoom and place. A touchpad moves it."),
    ("Ctrl+wheel, pinch", "Zoom at the pointer."),
    ("Shift+wheel", "Move the picture sideways."),
    ("Alt+wheel", "Show a step more, or less, around the selection."),
    ("Drag on the background", "Select what lies in the rectangle; with Shift, add it to the selection."),
    ("Ctrl+drag", "Zoom into the rectangle."),
    ("Middle drag, right drag, Space+drag", "Move the picture."),
    (
        "Drag a node, a group's header",
        "Move it, with all that is selected; Reset position and Tidy up bring it back.",
    ),
    ("Escape while dragging", "Cancel the move."),
    ("Click", "Select a node, a group or a wire; the details describe it."),
    ("Ctrl+click", "Add to the selection, or take out of it."),
    ("Shift+click", "Select every node on a path from the last selected one."),
    ("Click on a group's arrow", "Fold or unfold it; its header stays where it is."),
    ("Click on a wire of a folded group", "List the real edges behind it."),
    ("Double-click on a node", "Open its result; run it first if there is none."),
    ("Alt+double-click on a node", "Open its source in the editor."),
    ("Double-click on a group", "Fold or unfold it."),
    ("Double-click on the background", "Fit the whole graph."),
    (
        "Right-click, menu key, Shift+F10",
        "The menu of what is under the pointer, or of what the keyboard is on; the outline has it too.",
    ),
    (
        "Rest on a node, group or wire",
        "Highlight what it is connected to and show its type, documentation and value; of a wire, its ends and type.",
    ),
    ("Drag in the minimap", "Move the picture."),
)
