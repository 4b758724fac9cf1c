"""The process that builds and runs one side of a comparison at a revision, and writes it to a file.
It must not compare.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from dagscope.commands.opened import Opened
from dagscope.commands.options import UsageProblem, changed, named_scenario
from dagscope.commands.side_here import side_here
from dagscope.preview.budget import reason_of
from dagscope.scenario import Scenario, from_plain
from dagscope.session.refusal import Refusal
from dagscope.session.run import Run
from dagscope.value_code import value_code


def main(text: str, target: str) -> int:
    """Do what the text asks for; a mistake of the user's is one sentence.

    It is JSON: `folder`, `scenario` (a name), `is_run`; `options` of a command line, or `instead` (a scenario as plain
    data, for a revision that has none of the name), `final_vars` and `has_sources`, which a window wants.
    """
    wanted = json.loads(text)
    try:
        opened = Opened(wanted["folder"], is_trusted=True)  # whoever starts this asked before
        side = side_here(opened, _scenario(opened, wanted), "side", wanted["is_run"], has_sources="instead" in wanted)
    except (UsageProblem, Refusal) as problem:
        print(f"dagscope: {' '.join(str(problem).split())}", file=sys.stderr)
        return 2
    values = {name: _packed(side.run, name) for name in side.run.values}
    facts = side.side.portable().with_contents(Path(opened.project.folder))
    run = Run(side.run.name, side.run.slot, errors=side.run.errors, states=side.run.states, seconds=side.run.seconds)
    Path(target).write_bytes(pickle.dumps((replace(side, side=facts, run=run), values)))
    return 0


def _scenario(opened: Opened, wanted: dict[str, Any]) -> Scenario:
    name, instead = wanted["scenario"], wanted.get("instead")
    if instead is None:
        return changed(named_scenario(opened.project, name), argparse.Namespace(**wanted["options"]))
    known = next((each for each in opened.project.scenarios if each.name == name), None)
    scenario = known if known is not None else from_plain(instead)
    finals = wanted.get("final_vars")
    return replace(scenario, final_vars=tuple(finals)) if finals else scenario


def _packed(run: Run, name: str) -> Any:
    """Return a value as bytes, or a sentence on why it cannot leave this process."""
    try:
        with value_code():
            return pickle.dumps(run.values[name])
    except Exception as error:  # noqa: BLE001 - a value's class decides
        return f"its value cannot leave the process of its revision: {reason_of(error)}"


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:3]))
