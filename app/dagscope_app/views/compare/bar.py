"""The line above a comparison: its sides, running, what is shown and how. It decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)

from dagscope_app.commands.table import with_key
from dagscope_app.drawing.translation import tr
from dagscope_app.model.cases import Side
from dagscope_app.model.compare.comparison import sides_of
from dagscope_app.model.compare.side_choices import LINE, SideChoice, choice_of, side_choices
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import later
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.buttons import icon_button
from dagscope_app.views.widgets.labels import ElidedLabel

MOST_HOPS = 9
COUNT_END, MOST_COUNT = 16, 160  # how many differ is shown whole, with the dots of what there is no room for
LEAST_NAME, MOST_NAME, BESIDE_NAME = 96, 260, 48
"""How wide the name of a side is at least and at most, and what its box needs beside it."""
_MARGINS = (8, 6, 8)
SPOTS = (
    ("left", "◧", later("Highlight the left side")),
    ("both", "◧◨", later("Show both sides alike")),
    ("right", "◨", later("Highlight the right side")),
)


class CompareBar(QWidget):
    """Two lists of what can be compared, and buttons.

    Signals:
        side_chosen(str, SideChoice): a side (`left`, `right`), and what is to stand there.
        swapped(), closed(), run_requested(), merge_toggled(): the buttons.
        spotlight_chosen(str): which side is bright in the one picture of both.
        stepped(int): to the next (1) or previous (-1) difference.
        only_differences_changed(bool): show only what differs, with its neighbours.
        hops_changed(int): how many steps around it.
    """

    side_chosen = Signal(str, object)
    swapped = Signal()
    closed = Signal()
    run_requested = Signal()
    merge_toggled = Signal()
    spotlight_chosen = Signal(str)
    stepped = Signal(int)
    only_differences_changed = Signal(bool)
    hops_changed = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.room = 0
        self._buttons: list[tuple[QToolButton, str]] = []
        self.choices: dict[Side, QComboBox] = {"left": QComboBox(), "right": QComboBox()}
        self._shown_choices: dict[Side, tuple[tuple[SideChoice, str], ...]] = {}
        for side, choice in self.choices.items():
            choice.setAccessibleName(tr("Left scenario" if side == "left" else "Right scenario"))
            choice.setMinimumWidth(LEAST_NAME)
            choice.setMaximumWidth(MOST_NAME)
            choice.setMinimumContentsLength(9)
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choices["left"].activated.connect(self._on_left_chosen)
        self.choices["right"].activated.connect(self._on_right_chosen)
        self.run = QPushButton(tr("Run both"))
        self.run.clicked.connect(self.run_requested)
        self.count = ElidedLabel()
        self.only = QCheckBox(tr("Only differences"))
        self.only.toggled.connect(self.only_differences_changed)
        self.hops = QSpinBox()
        self.hops.setRange(0, MOST_HOPS)
        self.hops.setPrefix("± ")
        self.hops.setAccessibleName(tr("Steps around the differences"))
        self.hops.setToolTip(tr("How many steps around the differences are shown with them"))
        self.hops.valueChanged.connect(self.hops_changed)
        self.merged = QCheckBox(tr("One picture"))
        self.merged.setToolTip(tip(with_key("compare.merge", tr("Both sides in one picture, instead of side by side"))))
        self.merged.clicked.connect(self.merge_toggled)
        self._fill()

    def _fill(self) -> None:
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(*_MARGINS, _MARGINS[1])
        self._rows.setSpacing(8)
        self._sides, self._looks = row, looks = QHBoxLayout(), QHBoxLayout()
        self._rows.addLayout(row, 1)
        self._rows.addLayout(looks)
        row.setSpacing(8)
        looks.setSpacing(8)
        row.addWidget(self.choices["left"], 7)
        row.addWidget(self._button("swap", tr("Swap left and right"), self.swapped))
        row.addWidget(self.choices["right"], 7)
        row.addWidget(self.run)
        row.addWidget(self.count, 4)
        looks.addWidget(self._button("chevron_up", with_key("compare.previous"), self._on_previous_clicked))
        looks.addWidget(self._button("chevron_down", with_key("compare.next"), self._on_next_clicked))
        looks.addWidget(self._make_spots())
        looks.addWidget(self.merged)
        looks.addWidget(self.only)
        looks.addWidget(self.hops)
        looks.addWidget(self._button("close", tr("Close the comparison"), self.closed))

    def _arrange(self) -> None:
        """Take a second row where one has no room for all of it, both names whole if any row has room for them."""
        for box in self.choices.values():
            box.setMinimumWidth(LEAST_NAME)
        wanted = [box.fontMetrics().horizontalAdvance(box.currentText()) + BESIDE_NAME for box in self.choices.values()]
        more = sum(max(0, min(width, MOST_NAME) - LEAST_NAME) for width in wanted)
        if self._sides.minimumSize().width() + more + 24 <= self.width():
            for box, width in zip(self.choices.values(), wanted):
                box.setMinimumWidth(max(LEAST_NAME, min(width, MOST_NAME)))
        needed = self._sides.minimumSize().width() + self._looks.minimumSize().width() + 24
        way = QBoxLayout.Direction
        self._rows.setDirection(way.LeftToRight if needed <= self.width() else way.TopToBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keep_room(self, height: int) -> None:
        """Keep room below the line, for a message that is to cover nothing of the pictures."""
        if height != self.room:
            self.room = height
            self._rows.setContentsMargins(*_MARGINS, _MARGINS[1] + height)

    def _button(self, picture: str, text: str, slot: object) -> QToolButton:
        button = icon_button(picture, text, self._theme)
        button.clicked.connect(slot)
        self._buttons.append((button, picture))
        return button

    def _make_spots(self) -> QWidget:
        """Return three buttons of which one is down: what is bright in one picture."""
        self.spots = QWidget()
        row = QHBoxLayout(self.spots)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self.spots)
        for number, (side, text, hint) in enumerate(SPOTS):
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            button.setToolTip(tip(with_key("compare.spotlight", tr(hint))))
            button.setAccessibleName(tr(hint))
            button.setProperty("side", side)
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.idClicked.connect(self._on_spot_clicked)
        return self.spots

    def set_state(self, state: AppState, count: str) -> None:
        """Show what is compared, how, and what was found."""
        compare = state.compare
        self.set_choices(state)
        with QSignalBlocker(self.only), QSignalBlocker(self.hops):
            self.only.setChecked(compare.shows_only_differences)
            self.hops.setValue(compare.hops)
        self.hops.setVisible(compare.shows_only_differences)
        self.merged.setChecked(compare.is_merged)
        self.spots.setVisible(compare.is_merged)
        for number, (side, _, _) in enumerate(SPOTS):
            self._group.button(number).setChecked(side == compare.spotlight)
        self.count.set_text(count)
        first = self.count.fontMetrics().horizontalAdvance(count.partition(",")[0]) + COUNT_END
        self.count.setMinimumWidth(min(MOST_COUNT, first))
        self._arrange()
        self._emphasise_run(bool(compare.diffs) and all(diff.value == "unknown" for diff in compare.diffs))

    def _emphasise_run(self, is_due: bool) -> None:
        """Show running both sides as what to do next, or as one thing among others."""
        if bool(self.run.property("primary")) != is_due:
            self.run.setProperty("primary", is_due)
            self.run.style().unpolish(self.run)
            self.run.style().polish(self.run)

    def set_choices(self, state: AppState) -> None:
        """Show what can be compared, and what is."""
        choices = side_choices(state)
        for side, name in sides_of(state.compare):
            box = self.choices[side]
            if self._shown_choices.get(side) != choices:
                self._shown_choices[side] = choices
                box.clear()
                for choice, text in choices:
                    if choice == LINE:
                        box.insertSeparator(box.count())
                    else:
                        box.addItem(plain(text, 120))
            wanted = choice_of(state, name)
            box.setCurrentIndex(next((at for at, (choice, _) in enumerate(choices) if choice == wanted), -1))
            box.setToolTip(tip(name))

    def name_of(self, side: Side) -> str:
        """Return what a side is called in its list."""
        return self.choices[side].currentText()

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        for button, picture in self._buttons:
            button.setIcon(icon(picture, theme))

    def _on_left_chosen(self, index: int) -> None:
        self._choose("left", index)

    def _on_right_chosen(self, index: int) -> None:
        self._choose("right", index)

    def _choose(self, side: Side, index: int) -> None:
        # What is chosen may not come about: then the box shows again what is there.
        choices = self._shown_choices.pop(side, ())
        if 0 <= index < len(choices) and choices[index][0] != LINE:
            self.side_chosen.emit(side, choices[index][0])

    def _on_spot_clicked(self, number: int) -> None:
        self.spotlight_chosen.emit(SPOTS[number][0])

    def _on_previous_clicked(self) -> None:
        self.stepped.emit(-1)

    def _on_next_clicked(self) -> None:
        self.stepped.emit(1)
