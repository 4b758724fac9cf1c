"""What is said of a project once it is read: packages that lack, files that are left out, that there is no dataflow.
It must not decide whether it is said.
"""

from __future__ import annotations

from collections.abc import Sequence

from dagscope.records import ProblemRecord

from dagscope_app.model.panels.sentences import sentence
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.state import Banner
from dagscope_app.model.translation import tr


def nothing_found(problems: Sequence[ProblemRecord]) -> tuple[str, str, str]:
    """Return why a folder has no dataflow, and the command that may help with its title."""
    if problems and problems[0].file and problems[0].line:
        return problems[0].message, "go.problem_source", "Open in editor"
    none = tr(
        "No dataflow was found in this folder. A dataflow is a Python file with public functions "
        "whose parameters and results have type annotations."
    )
    return problems[0].message if problems else none, "project.open", "Open another folder..."


def missing_packages(graph: GraphSnapshot) -> Banner | None:
    """Return which packages are not installed: they come between a new project and its first run."""
    needs = next((problem for problem in graph.problems if problem.command), None)
    if needs is None:
        return None
    text = needs.message.replace(f": `{needs.command}`", ".")  # the button has it
    return Banner(
        text, "warning", "edit.copy_install", "Copy command", is_about_build=True,
        second_command="project.create_environment", second_title="Create an environment here...",
        third_command="app.choose_interpreter", third_title="Choose interpreter...",
    )  # fmt: skip


def cannot_be_read(problems: Sequence[ProblemRecord]) -> Banner | None:
    """Return that another Python is asked for, or that a file whose syntax is wrong is left out."""
    older = next((item for item in problems if item.kind == "python"), None)
    if older is not None:
        command, title = "app.choose_interpreter", "Choose interpreter..."
        return Banner(sentence(older.message), "warning", command, title, is_about_build=True)
    broken = next((item for item in problems if item.kind == "syntax"), None)
    if broken is None:
        return None
    text = tr("{message}. Its functions are left out.", message=broken.message)
    return Banner(text, "warning", "view.problems", "Show problems", is_about_build=True)
