"""Which columns' profiles are here, and which are asked for next.
It must not paint, nor ask for what nobody looks at.
"""

from __future__ import annotations

from dagscope.protocol.values import Answer, ProfileAnswer, ProfileAsk
from dagscope.value_records import ColumnProfile
from PySide6.QtCore import QObject, QTimer, Signal

from dagscope_app.views.results.viewer import Asker

A_TIME = 40
KEPT = 2_000
# The cells that are seen come first: they are asked for in the turn of the event loop in which they are painted.
DELAY = 40
# Somebody scrolls or filters: one question is seldom the last, and what is begun and left is lost.
AFTER_OTHERS = 400


class Profiles(QObject):
    """The profiles of the rows that one filter keeps. Another filter drops what was asked for and what came.

    Signals:
        came(tuple): the columns whose profiles have just come.
    """

    came = Signal(object)

    def __init__(self, ask: Asker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._where = ""
        self._found: dict[int, ColumnProfile] = {}
        self._older: dict[int, ColumnProfile] = {}
        self._wanted: dict[int, None] = {}
        self._serial = 0
        self._is_waiting = False
        self._is_frozen = False
        self._soon = QTimer(self, singleShot=True, interval=DELAY)
        self._soon.timeout.connect(self._next)

    def restart(self, where: str) -> None:
        """Profile the rows that another filter keeps; until they come the earlier ones are what `of` gives."""
        if where == self._where:
            return
        self._where = where
        self._older = {**self._older, **self._found}
        self._found = {}
        self._forget()

    def freeze(self) -> None:
        """Ask for nothing more: the value is gone."""
        self._is_frozen = True
        self._forget()

    def _forget(self) -> None:
        self._serial += 1
        self._is_waiting = False
        self._wanted.clear()
        self._soon.stop()

    def of(self, column: int) -> ColumnProfile | None:
        """Return what is known of a column; it is asked for when it is not the newest."""
        found = self._found.get(column)
        if found is None:
            self._want(column)
        return found or self._older.get(column)

    def known(self, column: int) -> ColumnProfile | None:
        """Return what is known of a column without asking for more."""
        return self._found.get(column) or self._older.get(column)

    def is_new(self, column: int) -> bool:
        """Return whether what is known of a column is of the filter in force."""
        return column in self._found

    def _want(self, column: int) -> None:
        if self._is_frozen:
            return
        self._wanted.pop(column, None)
        self._wanted[column] = None  # what was painted last is seen now
        if not self._is_waiting and not self._soon.isActive():
            self._soon.start(DELAY)

    def _next(self) -> None:
        columns = tuple(self._wanted)[-A_TIME:]
        if not columns or self._is_waiting:
            return
        self._wanted = dict.fromkeys(columns)  # what was scrolled past long ago is wanted again when it is painted
        self._is_waiting = True
        serial = self._serial

        def take(answer: Answer, _: bytes) -> None:
            if serial == self._serial and isinstance(answer, ProfileAnswer):
                self._is_waiting = False
                self._put(answer.profiles, answer.gave_way)

        def refuse(_: str) -> None:
            if serial == self._serial:
                self._forget()

        self._ask(ProfileAsk(columns, self._where, gives_way=True), take, refuse)

    def _put(self, profiles: tuple[ColumnProfile, ...], gave_way: bool = False) -> None:
        for profile in profiles:
            self._wanted.pop(profile.column, None)
            self._found[profile.column] = profile
        while len(self._found) > KEPT:
            self._found.pop(next(iter(self._found)))
        if not profiles and not gave_way:
            self._wanted.clear()
        self.came.emit(tuple(profile.column for profile in profiles))
        if gave_way:
            self._soon.start(AFTER_OTHERS)
        elif self._wanted:
            self._next()
