"""Messages over the graph, as a change of the state. It must not choose the words."""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.controllers.ports import StorePort
from dagscope_app.model.cases import Severity
from dagscope_app.model.state import Banner


def say(store: StorePort, text: str, severity: Severity = "info", command: str = "", command_title: str = "") -> None:
    """Show a message; `command` is the id of what its button does."""
    banner = Banner(text, severity, command, command_title)
    store.update(lambda now: replace(now, banner=banner))


def say_done(store: StorePort, text: str, path: str = "", command: str = "", command_title: str = "") -> None:
    """Say in a toast what went well; `path` is the file that was written."""
    toast = Banner(text, path=path, command=command, command_title=command_title)
    store.update(lambda now: replace(now, toast=toast))
