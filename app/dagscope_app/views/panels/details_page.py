"""The page of one node or group in the details panel, made again for each. It must not decide which one is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dagscope.expected_time import seconds_text
from dagscope.records import DefinitionRecord, NodeRecord
from dagscope.scenario import ValueSpec
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from dagscope_app.commands.table import BY_ID, with_key
from dagscope_app.drawing.translation import tr, trn
from dagscope_app.model.cases import ShownState
from dagscope_app.model.panels.details import Shown, ShownGroup
from dagscope_app.model.records.runs import NodeRun, memory_text
from dagscope_app.model.runs.problems import stopped_text
from dagscope_app.model.translation import later
from dagscope_app.views.canvas.tooltips import state_word
from dagscope_app.views.panels.source_view import SourceView
from dagscope_app.views.panels.value_row import ValueRow
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.hint import Hint
from dagscope_app.views.widgets.labels import breakable, make_label, reflowed, rounded
from dagscope_app.views.widgets.link_button import LinkButton

EMPTY = "Click a node to see its documentation, its source and where its value comes from."
KIND_WORDS = {
    "function": later("function"),
    "input": later("input"),
    "config": later("config"),
    "loader": later("data loader"),
    "saver": later("data saver"),
    "expand": later("expand (Parallelizable)"),
    "collect": later("collect"),
    "unavailable": later("unavailable"),
}
_HOW = {
    "ok": later("computed"),
    "warning": later("computed"),
    "cached": later("not computed again"),
}
_LINK_LIMIT = 40
TYPE_ROOM = 88


@dataclass(frozen=True, slots=True)
class DetailsActions:
    """What the page's buttons and fields do."""

    go_to: Callable[[str], object]
    show_value: Callable[[str], object]
    open_source: Callable[[str, int], object]
    command: Callable[[str], object]
    change_override: Callable[[str, ValueSpec], object]
    hint_override: Callable[[str, ValueSpec], object]
    choose_definition: Callable[[str, int], object]
    hint_definition: Callable[[str, int], object]
    leave_hint: Callable[[], object]
    toggle_tags: Callable[[], object]


class DetailsPage(QWidget):
    """A node: what it is, what it needs, who defines it; or a group and its nodes; or how to choose one."""

    def __init__(
        self,
        shown: Shown | ShownGroup | None,
        theme: Theme,
        do: DetailsActions,
        width: int,
        asks_override: str,
        shows_all_tags: bool,
    ) -> None:
        """Make the page.

        Args:
            shown: what is on it.
            theme: its colours.
            do: what its buttons do.
            width: the room there is.
            asks_override: the node whose override is to be asked for.
            shows_all_tags: whether Hamilton's own are among the tags.
        """
        super().__init__()
        self._theme = theme
        self._do = do
        self._width = width
        self._asks_override = asks_override
        self._shows_all_tags = shows_all_tags
        self.tags_button: QPushButton | None = None
        self.override_row: ValueRow | None = None
        self.clear_button: QPushButton | None = None
        self.source: SourceView | None = None
        self.setProperty("panel", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(4)
        if shown is None:
            empty = make_label(tr(EMPTY), is_quiet=True)
            empty.setWordWrap(True)
            column.addWidget(empty)
        elif isinstance(shown, ShownGroup):
            self._fill_group(column, shown)
        else:
            self._fill(column, shown)
        column.addStretch(1)

    def _fill(self, column: QVBoxLayout, shown: Shown) -> None:
        node = shown.node
        column.addWidget(self._heading(node.label))
        if node.name != node.label:
            column.addWidget(_wrapped(node.name, is_quiet=True))
        type_text = f"{plain(node.type, 300)}  ·  " if node.type else ""
        kind = tr(KIND_WORDS.get(node.kind, node.kind)) + (", async" if node.is_async else "")
        column.addWidget(_wrapped(type_text + kind, is_quiet=True))
        if node.reason:
            reason = _wrapped(node.reason)
            reason.setStyleSheet(f"color: {self._theme.hex('failed')}")
            column.addWidget(reason)
        column.addLayout(self._buttons(shown))
        self._missing(column, shown)
        if node.doc:
            column.addSpacing(4)
            column.addWidget(_wrapped(reflowed(node.doc), is_selectable=True))
        self._value(column, shown)
        self._override(column, shown)
        self._tags(column, node)
        self._parameters(column, shown)
        self._links(column, tr("USED BY"), shown.consumers)
        self._definitions(column, shown)
        self._source(column, shown)

    def _fill_group(self, column: QVBoxLayout, shown: ShownGroup) -> None:
        column.addWidget(self._heading(shown.label))
        if shown.note != shown.label:
            column.addWidget(_wrapped(shown.note, is_quiet=True))
        count = len(shown.members)
        time = f"  ·  {seconds_text(shown.seconds)}" if shown.seconds else ""
        column.addWidget(make_label(trn("group of {n} node", "group of {n} nodes", count) + time, is_quiet=True))
        states = Counter(state for _, state in shown.members if state)
        if set(states) - {"not_run"}:
            column.addWidget(self._section(tr("LAST RUN")))
            for state, number in states.items():
                line = make_label(f"{number} {state_word(state)}")
                line.setStyleSheet(f"color: {self._theme.hex(state)}")
                column.addWidget(line)
        self._links(column, tr("NODES"), tuple(item for item, _ in shown.members))

    def _buttons(self, shown: Shown) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 6, 0, 2)
        row.setSpacing(4)
        final = tr("Not a final variable" if shown.is_final else "Use as final variable")
        commands = [
            ("run.selection", ""),
            ("run.show_result", ""),
            ("scenario.toggle_final", final),
            ("scenario.override", ""),
            ("go.source", ""),
            ("edit.copy_name", ""),
        ]
        for command, other_title in commands:
            name, title = BY_ID[command].icon, with_key(command, other_title)
            button = QToolButton()
            button.setIcon(icon(name, self._theme, "accent" if name == "final" and shown.is_final else ""))
            button.setIconSize(QSize(16, 16))
            button.setToolTip(tip(title))
            button.setAccessibleName(title)
            button.setProperty("command", command)
            button.clicked.connect(_then(self._do.command, command))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _missing(self, column: QVBoxLayout, shown: Shown) -> None:
        """Say that an input needs a value, with the two ways to one."""
        if shown.is_missing:
            column.addWidget(make_label(tr("A value is needed."), ink="failed"))
            for command, title in (("panel.inputs", tr("Give a value")), ("source.add_node", "")):
                button = LinkButton(title or tr(BY_ID[command].title), tip(tr(BY_ID[command].help)))
                button.setProperty("command", command)
                button.clicked.connect(_then(self._do.command, command))
                column.addWidget(button)

    def _value(self, column: QVBoxLayout, shown: Shown) -> None:
        run = shown.run
        if run is None or run.state == "waiting":
            return
        column.addWidget(self._section(tr("VALUE")))
        line = make_label(value_words(shown.state, run))
        line.setStyleSheet(f"color: {self._theme.hex(shown.state)}")
        column.addWidget(line)
        if shown.why:
            column.addWidget(_wrapped(shown.why, is_quiet=True))
        if run.summary:
            column.addWidget(_wrapped(run.summary, is_selectable=True))

    def _override(self, column: QVBoxLayout, shown: Shown) -> None:
        node = shown.node
        if shown.override is None and self._asks_override != node.name:
            return
        column.addWidget(self._section(tr("OVERRIDDEN VALUE")))
        row = ValueRow(node.name, node.type, self._theme, shown.folder)
        row.set_margins(0)
        row.set_spec(shown.override or ValueSpec("none"))
        row.set_checked(shown.checked)
        row.edited.connect(self._do.change_override)
        row.hinted.connect(self._do.hint_override)
        self.override_row = row
        column.addWidget(row)
        if shown.override is not None:
            column.addWidget(self._clear(node.name))

    def _clear(self, node: str) -> QWidget:
        """Return a button that takes the override away; the graph shows what that would do."""
        none = ValueSpec("none")
        self.clear_button = LinkButton(tr("Clear override"), tip(tr("Compute the node again. Undo takes it back.")))
        self.clear_button.clicked.connect(_then(self._do.change_override, node, none))
        hint = Hint(self.clear_button, self.clear_button)
        hint.rested.connect(_then(self._do.hint_override, node, none))
        hint.left.connect(self._do.leave_hint)
        hint.watch_entry(node)
        return self.clear_button

    def _tags(self, column: QVBoxLayout, node: NodeRecord) -> None:
        # Tags of Hamilton's own repeat what other parts of the details say in words: they are there when asked for.
        hidden = [key for key in node.tags if key.startswith("hamilton.") or key == "module"]
        shown = {key: value for key, value in node.tags.items() if self._shows_all_tags or key not in hidden}
        if shown:
            column.addWidget(self._section(tr("TAGS")))
        for key, value in list(shown.items())[:_LINK_LIMIT]:
            column.addWidget(_wrapped(f"{key} = {value}", is_selectable=True))
        self._more(column, len(shown))
        if any(key != "module" for key in hidden):  # the module is named where the node is defined
            count = len(hidden)
            title = (
                trn("Hide the internal tag", "Hide the internal tags", count)
                if self._shows_all_tags
                else trn("Show {n} internal tag", "Show {n} internal tags", count)
            )
            self.tags_button = QPushButton(title)
            self.tags_button.setProperty("link", True)
            self.tags_button.setStyleSheet("padding: 2px 0; text-align: left")
            self.tags_button.clicked.connect(_then(self._do.toggle_tags))
            column.addWidget(self.tags_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _parameters(self, column: QVBoxLayout, shown: Shown) -> None:
        deps = shown.node.deps
        if not deps:
            return
        column.addWidget(self._section(f"{tr('NEEDS')} {len(deps)}"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        most = max(TYPE_ROOM, self._width // 3)
        font = self._theme.font("node_type")
        measure = QFontMetricsF(font)
        for number, dep in enumerate(deps[:_LINK_LIMIT]):
            row = 2 * number
            grid.addWidget(self._link(dep.name, dep.name in shown.known), row, 0)
            if dep.name in shown.received:
                grid.addWidget(self._received(dep.name, shown.received[dep.name]), row + 1, 0, 1, 2)
            elif dep.name in shown.given:
                grid.addWidget(_wrapped(f"= {plain(shown.given[dep.name], 200)}", is_quiet=True), row + 1, 0, 1, 2)
            text = dep.type + (f"  ({tr('optional')})" if dep.optional else "")
            shown_text = measure.elidedText(plain(text, 200), Qt.TextElideMode.ElideRight, most)
            type_label = make_label(shown_text, is_quiet=True, font=font)
            type_label.setToolTip(tip(text))
            grid.addWidget(type_label, row, 1)
        column.addLayout(grid)
        self._more(column, len(deps))

    def _links(self, column: QVBoxLayout, title: str, names: tuple[str, ...]) -> None:
        if not names:
            return
        column.addWidget(self._section(f"{title} {len(names)}"))
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for name in names[:_LINK_LIMIT]:
            rows.addWidget(self._link(name, True))
        column.addLayout(rows)
        self._more(column, len(names))

    def _more(self, column: QVBoxLayout, count: int) -> None:
        """Say how many there are besides those listed."""
        if count > _LINK_LIMIT:
            column.addWidget(make_label(tr("and {count} more", count=count - _LINK_LIMIT), is_quiet=True))

    def _link(self, name: str, is_known: bool) -> QPushButton:
        button = LinkButton(plain(name, 300), tip(name))
        button.setEnabled(is_known)
        button.clicked.connect(_then(self._do.go_to, name))
        return button

    def _received(self, name: str, summary: str) -> QPushButton:
        """Return a button for what a node got from another one: a click opens that value."""
        button = LinkButton(
            f"= {plain(rounded(summary), 200)}",
            tip(tr("Received from {name}: {summary}\nClick to open this value", name=name, summary=summary)),
        )
        button.setAccessibleName(tr("Value received from {name}", name=name))
        button.clicked.connect(_then(self._do.show_value, name))
        return button

    def _definitions(self, column: QVBoxLayout, shown: Shown) -> None:
        count = len(shown.definitions)
        if shown.definitions:
            column.addWidget(self._section(tr("DEFINED IN") if count == 1 else f"{tr('DEFINITIONS')} {count}"))
        for item in shown.definitions:
            self._definition(column, shown, item, "" if count == 1 else ("✓ " if item.is_active else "   "))
        if shown.elsewhere:
            column.addWidget(self._section(f"{tr('DEFINED ELSEWHERE')} {len(shown.elsewhere)}"))
        for item in shown.elsewhere:
            self._definition(column, shown, item, "")

    def _definition(self, column: QVBoxLayout, shown: Shown, item: DefinitionRecord, mark: str) -> None:
        name = f"{item.module}.{item.function}" if item.module else item.function
        line = tr("{place}, line {number}", place=name, number=item.line) if item.line else name
        button = LinkButton(
            plain(mark + line, 300), tip(tr("Open {place} in the editor", place=f"{item.file}:{item.line}"))
        )
        button.setEnabled(bool(item.file))
        button.clicked.connect(_then(self._do.open_source, item.file, item.line))
        column.addWidget(button)
        reason = item.reason or ("" if item.is_active else tr("overridden by a later module"))
        if reason:
            reason_label = _wrapped(reason, is_quiet=True)
            reason_label.setContentsMargins(14, 0, 0, 0)
            column.addWidget(reason_label)
        if shown.choices.get(item.id):
            column.addWidget(self._choice(shown.node.name, item.id, shown.choices[item.id]))

    def _choice(self, node: str, definition: int, title: str) -> QWidget:
        """Return a button for a definition; the graph shows what choosing it would do while the pointer is on it."""
        button = LinkButton(plain(title, 200), tip(tr("{title}. Undo takes it back.", title=title)))
        button.clicked.connect(_then(self._do.choose_definition, node, definition))
        hint = Hint(button, button)
        hint.rested.connect(_then(self._do.hint_definition, node, definition))
        hint.left.connect(self._do.leave_hint)
        hint.watch_entry((node, definition))
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(14, 0, 0, 4)
        line.addWidget(button)
        return row

    def _source(self, column: QVBoxLayout, shown: Shown) -> None:
        shown_one = next((d for d in shown.definitions if d.is_active), None)
        for item in sorted(shown.definitions, key=lambda d: d is not shown_one)[:4]:
            if not item.source:
                continue
            title = tr("SOURCE") if len(shown.definitions) == 1 else f"{tr('SOURCE IN')} {plain(item.module, 80)}"
            column.addWidget(self._section(title))
            view = SourceView(self._theme)
            view.set_source(item.source)
            column.addWidget(view)
            self.source = self.source or view

    def _heading(self, text: str) -> QWidget:
        shown = breakable(plain(text, 300))
        # What was made breakable is not to be copied: the button next to it does that.
        label = make_label(shown, is_selectable=shown == text, font=self._theme.font("heading"))
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return label

    def _section(self, title: str) -> QWidget:
        label = make_label(title)
        label.setProperty("section", True)
        label.setIndent(0)
        return label


def _then(do: Callable[..., object], *arguments: Any) -> Callable[[], object]:
    """Return what a click does: it gives nothing along, and keeps no page alive."""
    return lambda: do(*arguments)


def _wrapped(text: str, *, is_quiet: bool = False, is_selectable: bool = False) -> QWidget:
    shown = plain(text, 4000, keep_lines=True)
    label = make_label(shown if is_selectable else breakable(shown), is_quiet=is_quiet, is_selectable=is_selectable)
    label.setWordWrap(True)
    # A name without a blank must not make the panel wider than its dock.
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def value_words(state: ShownState, run: NodeRun) -> str:
    """Return how a node came by its value, or why it has none, with the time it took."""
    time = seconds_text(run.seconds) if run.seconds and run.state != "cached" else ""
    if state == "stopped":
        return stopped_text(run)
    doubt = f", {tr('a check failed')}" if "warning" in (state, run.ended_as) else ""
    if state == "stale":
        return (tr("out of date (took {time})", time=time) if time else tr("out of date")) + doubt
    ended = tr(_HOW[state]) if state in _HOW else state_word(state)
    grown = f", {memory_text(run.memory)} {tr('of memory')}" if run.memory else ""
    return (tr("{what} in {time}", what=ended, time=time) + grown if time else ended) + doubt
