"""One side of a comparison: how its nodes are made, what its run gave, its sources and problems.
It must not compare.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from dagscope.compare.facts import Side
from dagscope.describe.graph import GraphRecords
from dagscope.records import ProblemRecord
from dagscope.session.run import Run


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """A side, whichever process it comes from. `failure` says why its run did not end well."""

    records: GraphRecords

    side: Side
    run: Run
    finals: tuple[str, ...]
    sources: dict[str, str]
    problems: tuple[ProblemRecord, ...]
    failure: str = ""
    revision: str = ""
    """The revision that it was built from; empty for the files as they are."""

    def with_contents(self, folder: Path) -> ComparedSide:
        """Return the side with what the files hold that it is given, to be compared with a revision's."""
        return replace(self, side=self.side.with_contents(folder))

    def named(self, folder: str, revision: str) -> ComparedSide:
        """Return the side with the files of a scratch folder named by their revision."""
        problems = [
            replace(
                item,
                file=item.file.replace(folder.rstrip("/"), revision, 1),
                message=item.message.replace(folder.rstrip("/"), revision),
            )
            for item in self.problems
        ]
        definitions = tuple(
            replace(item, file=item.file.replace(folder.rstrip("/"), revision, 1)) for item in self.records.definitions
        )
        records = replace(self.records, definitions=definitions)
        return replace(self, problems=tuple(problems), records=records, revision=revision)
