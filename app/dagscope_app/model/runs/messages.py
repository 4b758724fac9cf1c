"""What a run says to the person: the message when it failed, the lines of its log. It must not change anything."""

from __future__ import annotations

from dagscope.protocol.messages import Output

from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.runs import Run
from dagscope_app.model.state import Banner, LogLine
from dagscope_app.model.translation import tr


def banner_of(run: Run, graph: GraphSnapshot, *, has_problems: bool) -> Banner | None:
    """Return what to say over the graph of a run that failed, and what helps; None of any other."""
    if run.status != "failed":
        return None
    unchosen = [name for name in run.missing if graph.definitions_of(name)]
    keys = [key.name for key in graph.config_keys if not key.value]
    if run.slot == "main" and unchosen and keys:
        text = tr(
            "No value for {names}: the config chooses none of the functions of that name. Set {keys}.",
            names=", ".join(unchosen),
            keys=tr(" or ").join(keys),
        )
        return Banner(text, "error", "panel.config", "Show config")
    if run.missing:
        names = ", ".join(run.missing)
        text = (
            tr("Missing input: {names}.", names=names)
            if len(run.missing) == 1
            else tr("Missing inputs: {names}.", names=names)
        )
        return Banner(
            tr("{words} Give a value in the Inputs panel.", words=text), "error", "panel.inputs", "Show inputs"
        )
    if run.error is None and run.message.startswith("input "):
        return Banner(run.message, "error", "panel.inputs", "Show inputs")
    error, failed = run.error, run.first_failed
    text = f"{error.error_type}: {error.message}" if error and error.error_type else run.message
    text = text or tr("The run failed.")
    if failed and failed not in text:
        text = f"{failed}: {text}"
    if error is None and not failed:
        return Banner(text, "error", "view.problems", "Show problems") if has_problems else Banner(text, "error")
    return Banner(text, "error", "run.show_error", "Show error")


def lines_of(output: Output) -> list[LogLine]:
    """Return the lines of the log for what a run wrote, and how much of it was left out."""
    lines = [LogLine(output.text, output.stream, output.node, output.run)]
    if output.dropped:
        text = tr("... {dropped} more characters were left out", dropped=output.dropped)
        lines.append(LogLine(text, "warning", output.node, output.run))
    return lines
