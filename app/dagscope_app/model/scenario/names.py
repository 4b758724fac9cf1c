"""What scenarios and runs are called where they are shown, so that no two things share a name.
It must not rename anything.
"""

from __future__ import annotations

from dagscope.scenario import Scenario

from dagscope_app.model.paths import last_part


def shown_name(scenario: Scenario) -> str:
    """Return the name to show: a scenario read from a script is called like the script's file.

    `run` of `run.py` is `run.py`; where the script makes several, `run 2` is `run.py 2`.
    """
    file = last_part(scenario.origin_file)
    stem = file.removesuffix(".py")
    if not file.endswith(".py") or not scenario.name.startswith(stem):
        return scenario.name
    rest = scenario.name.removeprefix(stem)
    return file + rest if not rest or rest[0] == " " and rest[1:].isdigit() else scenario.name
