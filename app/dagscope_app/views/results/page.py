"""One result: a line that says what it is and what can be done with it, and its viewer.
It must not know a kind of value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from dagscope.protocol.values import Answer, Ask, LookAnswer, LookAsk
from dagscope.value_records import ErrorPreview, NonePreview, NumberPreview, Preview, TablePart, TextPreview
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.panels.sentences import sentence
from dagscope_app.model.records.results import ResultKey, ResultTab, ValueTab, gone_text
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import later
from dagscope_app.views.results.viewer import Desk, Failed, Then
from dagscope_app.views.results.viewers import WAITING, viewer_of
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.buttons import icon_button
from dagscope_app.views.widgets.labels import ElidedLabel, GivingLabel, make_label

NARROW = 720
LOOKING = later("Still looking at it...")


class AskPort(Protocol):
    """Asks about the value of the tab with this key."""

    def __call__(self, key: ResultKey, ask: Ask, then: Then, failed: Failed | None = None) -> None: ...


def _nothing(_: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class ResultActions:
    """What can be done with a result: functions of its key, or of its node."""

    ask: AskPort
    save: Callable[[ResultKey], None] = _nothing
    pin: Callable[[ResultKey], None] = _nothing
    compare: Callable[[ResultKey], None] = _nothing
    run: Callable[[str], None] = _nothing
    """Run the node of this name again."""
    show_node: Callable[[str], None] = _nothing
    open_location: Callable[[str, int], None] = lambda file, line: None
    say: Callable[[str], None] = _nothing
    open_inside: Callable[[ResultKey, tuple[int, ...], tuple[str, ...]], None] = lambda key, path, names: None
    """Show what is inside a result in a tab of its own."""
    look_as: Callable[[ResultKey, str], None] = lambda key, way: None
    """Show a result in another way, or with no way as it is."""
    save_part: Callable[[ResultKey, TablePart], None] = lambda key, part: None
    refill: Callable[[str, Preview, bytes], None] = lambda key, preview, data: None
    """Take what a longer look at the value found."""
    state: Callable[[], AppState] = AppState
    follow_column: Callable[[ResultKey, str], None] = lambda key, column: None
    """Show where a column of the table comes from and goes to."""


class ResultPage(QWidget):
    """A tab's inside."""

    def __init__(self, tab: ResultTab, theme: Theme, actions: ResultActions) -> None:
        super().__init__()
        self.tab = tab
        self.preview = (tab.preview or WAITING) if isinstance(tab, ValueTab) else WAITING
        self._theme = theme
        self._actions = actions
        self._is_open = True
        self.way_buttons: list[QToolButton] = []
        self._looking = ""
        self._is_error = isinstance(self.preview, ErrorPreview)
        desk = Desk(
            theme,
            self._ask,
            actions.show_node,
            actions.open_location,
            lambda path, names: actions.open_inside(self.tab.key, path, names),
            lambda part: actions.save_part(self.tab.key, part),
            actions.say,
            actions.state,
            lambda column: actions.follow_column(self.tab.key, column),
        )
        self._viewer = viewer_of(tab, desk)
        self.notice = self._make_notice()
        self.note = GivingLabel()
        self.note.setParent(self)  # a comparison has no header to hold it
        self.note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if isinstance(tab, ValueTab):
            header = self._make_header(tab)
            column.addWidget(header)
            header.setVisible(not self._is_error or bool(self._ways))
        column.addWidget(self.notice)
        column.addWidget(self.viewer, 1)
        self.set_tab(tab)
        if isinstance(tab, ValueTab) and self.preview.missing and not tab.is_looked and not tab.is_gone:
            self.look_again()

    @property
    def viewer(self) -> QWidget:
        """The widget that shows the value."""
        return self._viewer.widget

    def look(self) -> object:
        """Return how the value is looked at, None where it is looked at as it comes."""
        return self._viewer.look()

    def look_as_before(self, look: object) -> None:
        """Look at the value as at one of an earlier run."""
        self._viewer.look_again(look)

    def close_asks(self) -> None:
        """Drop the answers that are still to come: what they would be shown in goes away."""
        self._is_open = False

    def _ask(self, ask: Ask, then: Then, failed: Failed | None = None) -> None:
        """Ask about the value; an answer that comes after the page has gone ends here."""

        def answered(answer: Answer, data: bytes) -> None:
            if self._is_open:
                then(answer, data)

        def refused(message: str) -> None:
            if self._is_open and failed is not None:
                failed(message)

        self._actions.ask(self.tab.key, ask, answered, refused if failed is not None else None)

    def _make_header(self, tab: ValueTab) -> QWidget:
        # The name is on the tab: said here as well it would cut the tools short.
        self._type = make_label(plain(self.preview.type)[:200], font=self._theme.font("node_type"))
        self._type.setToolTip(tip(tab.title))
        # An error says it all below: type and message are not to be read three times.
        if self._is_error:
            self._type.hide()  # never shown by hand before it has a parent: it would be a window of its own
        summary = ElidedLabel("" if _is_said_below(self.preview) else plain(self.preview.summary)[:300])
        header = QWidget()
        row = QHBoxLayout(header)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(10)
        row.addWidget(self._type)
        row.addWidget(self.note)
        row.addWidget(self._viewer.bar or summary, 1)
        for way in self._ways:
            row.addWidget(self._way_button(tab.key, way))
        if self._can_act:
            self._pin = self._button("pin", tr("Pin: keep this value when the node runs again"), self._actions.pin)
            self._pin.setCheckable(True)
            self._compare = self._button("compare", tr("Compare with the value of another run"), self._actions.compare)
            self._save = self._button("save", tr("Save this value to a file"), self._actions.save)
            self._save.setText(tr("Save..."))
            self._save.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            for button in (self._pin, self._compare, self._save):
                row.addWidget(button)
        return header

    @property
    def _ways(self) -> tuple[str, ...]:
        """How else the value can be looked at; one that is looked at in another way can be shown as it is."""
        if not isinstance(self.tab, ValueTab) or self.tab.is_gone:
            return ()
        return ("",) if self.tab.is_seen_otherwise else self.preview.ways

    def _way_button(self, key: ResultKey, way: str) -> QToolButton:
        button = QToolButton()
        button.setText(tr("As {way}", way=way) if way else tr("As it is"))
        button.setToolTip(
            tip(tr("Show this value as a {way}", way=way) if way else tr("Show this value as what it is"))
        )
        button.setAccessibleName(button.text())
        button.clicked.connect(lambda: self._actions.look_as(key, way))
        self.way_buttons.append(button)
        return button

    def _button(self, picture: str, text: str, action: Callable[[ResultKey], None]) -> QToolButton:
        button = icon_button(picture, text, self._theme)
        button.clicked.connect(lambda: action(self.tab.key))
        return button

    def _make_notice(self) -> QFrame:
        notice = QFrame()
        notice.setProperty("banner", "warning")
        row = QHBoxLayout(notice)
        row.setContentsMargins(12, 4, 8, 4)
        self._why = make_label()
        self.run_again = QPushButton(tr("Run again"))
        self.run_again.clicked.connect(lambda: self._actions.run(self.tab.node))
        self._again = QPushButton(tr("Look again"))
        self._again.clicked.connect(self.look_again)
        row.addWidget(self._why)
        row.addStretch(1)
        row.addWidget(self._again)
        row.addWidget(self.run_again)
        return notice

    @property
    def notice_text(self) -> str:
        """Why the value cannot be read any more, or what is missing of it, or nothing."""
        if not isinstance(self.tab, ValueTab):
            return ""
        return gone_text(self.tab.state) or self._looking or sentence(plain(self.preview.missing)[:300])

    def _show_notice(self) -> None:
        is_gone = isinstance(self.tab, ValueTab) and self.tab.is_gone
        self._why.setText(self.notice_text)
        self.run_again.setVisible(is_gone)
        self._again.setVisible(not is_gone and not self._looking)
        self.notice.setVisible(bool(self.notice_text))

    def look_again(self) -> None:
        """Ask for the whole preview, with the time that it needs."""
        self._looking = tr(LOOKING)
        self._show_notice()
        self._ask(LookAsk(), self._on_looked, self._on_look_refused)

    def _on_looked(self, answer: Answer, data: bytes) -> None:
        self._looking = ""
        self._show_notice()
        if isinstance(answer, LookAnswer):
            self._actions.refill(self.tab.key, answer.preview, data)

    def _on_look_refused(self, message: str) -> None:
        self._looking = tr("This value cannot be shown: {message}.", message=message)
        self._show_notice()

    @property
    def _can_act(self) -> bool:
        return isinstance(self.tab, ValueTab) and self.tab.preview is not None and not self._is_error

    def set_tab(self, tab: ResultTab) -> None:
        """Take over what may have changed besides the value: whether it can be read, and is pinned."""
        self.tab = tab
        self._show_notice()
        if not isinstance(tab, ValueTab):
            return
        if self._can_act:
            self._pin.setChecked(tab.is_pinned)
            for button in (self._compare, self._save):
                button.setEnabled(not tab.is_gone)
        for button in self.way_buttons:
            button.setEnabled(not tab.is_gone)
        if tab.is_gone:
            self._viewer.freeze()

    def is_of(self, tab: ResultTab) -> bool:
        """Return whether the tab has the value that is shown, so that the page can be updated in place."""
        old = self.tab
        if isinstance(old, ValueTab) and isinstance(tab, ValueTab):
            return replace(old, state=tab.state, is_pinned=tab.is_pinned) == tab
        return old == tab

    def set_note(self, text: str) -> None:
        """Set a short note on this value."""
        self.note.set_text(plain(text))
        self.note.setVisible(bool(text))

    def set_state(self, state: AppState) -> None:
        """Bring a new state of the window; a viewer out of sight is not updated."""
        if self.viewer.isVisible():
            self._viewer.set_state(state)

    def compare_place(self) -> QPoint:
        """Return where a menu of the compare button begins."""
        return self._compare.mapToGlobal(QPoint(0, self._compare.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the buttons whole in a narrow panel, where the texts give way."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW
        if isinstance(self.tab, ValueTab):
            self._type.setVisible(not is_narrow and not self._is_error)
            if self._can_act:
                style = Qt.ToolButtonStyle.ToolButtonIconOnly if is_narrow else Qt.ToolButtonStyle.ToolButtonTextOnly
                self._save.setToolButtonStyle(style)
        self._viewer.set_narrow(is_narrow)

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        if self._can_act:
            self._pin.setIcon(icon("pin", theme))
            self._compare.setIcon(icon("compare", theme))
            self._save.setIcon(icon("save", theme))
        self._viewer.set_theme(theme)


def _is_said_below(preview: Preview) -> bool:
    """Return whether the viewer itself says in full what the summary says."""
    if isinstance(preview, TextPreview):
        return "\n" not in preview.text and not preview.is_truncated
    return isinstance(preview, (ErrorPreview, NonePreview, NumberPreview))
