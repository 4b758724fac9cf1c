"""The rows of one sweep: known from its table or from earlier in this process, and written to it as they come.
It must not run anything.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from dagscope.content_version import data_version
from dagscope.scenario import Scenario, to_plain
from dagscope.session.refusal import Refusal
from dagscope.session.session import Session
from dagscope.session.sweep_tables import Row, Saving, problem_with, read_rows, write_rows


def identity_of(session: Session, base: Scenario, names: Sequence[str]) -> str:
    """Return a hash of what is swept: the rows of another scenario, or of other code, must not be taken for its own."""
    plain = {key: part for key, part in to_plain(base).items() if key not in ("executor", "cache")}
    return data_version(json.dumps([plain, list(names), session.version()], sort_keys=True))[:16]


class KeptSweep:
    """What is known of the sweep that was begun last."""

    def __init__(self) -> None:
        self._identity = ""
        self._names: tuple[str, ...] = ()
        self._rows: dict[tuple[str, ...], Row] = {}
        self._target: Path | None = None
        self._saving = Saving(self._write)

    def begin(self, identity: str, names: Sequence[str], table: str) -> None:
        """Take over what is known of this sweep, here and in its table, and forget any other.

        Raises:
            Refusal: the table is a file of something else.
        """
        if identity != self._identity:
            self._rows = {}
        self._identity, self._names = identity, tuple(names)
        self._target = _target(table) if table else None
        if self._target is not None and os.path.exists(self._target):
            found = read_rows(self._target, self._names, identity)
            if found is None:
                raise Refusal(f"{table} is there, and is no table of this sweep with this code: save to another file")
            self._rows |= {row.values: row for row in found}

    def known(self, values: tuple[str, ...]) -> Row | None:
        """Return a row that is there and did not fail."""
        row = self._rows.get(values)
        return row if row is not None and not row.error else None

    def put(self, row: Row) -> None:
        """Keep a row; the table, where there is one, is written now or soon."""
        self._rows[row.values] = row
        self._saving.save()

    def finish(self) -> None:
        """Write the rows that the table does not have yet.

        Raises:
            Refusal: it cannot be written.
        """
        if self._saving.is_owed:
            self._saving.save(is_last=True)

    def save(self, table: str) -> None:
        """Write the rows to a table, and those that follow.

        Raises:
            Refusal: there are none, or the table cannot be written.
        """
        if not self._rows:
            raise Refusal("the rows of the sweep are gone with their process: continue the sweep first")
        self._target = _target(table)
        self._saving.save(is_last=True)

    def _write(self) -> None:
        if self._target is None:
            return
        try:
            write_rows(self._target, list(self._rows.values()), self._names, self._identity)
        except (OSError, ValueError) as error:
            raise Refusal(f"{self._target} cannot be written: {error}") from None


def _target(table: str) -> Path:
    target = Path(table)
    problem = problem_with(target)
    if problem:
        raise Refusal(f"{table} cannot be written: {problem}")
    return target
