"""Pictures that a node shows: `plt.show()` and plotly's `show()` give them to the window.
It must not open windows or browsers.

matplotlib draws without a display here, whatever backend the project asks for; its figures are closed when they were
shown, as they are when somebody closes their windows.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from dagscope.worker.after_import import AfterImport, Change

BACKEND = "agg"
ELSEWHERE = "A picture that is shown in another process than the node's is not caught: return the figure instead."
DRAWING = ("agg", "cairo", "pdf", "pgf", "ps", "svg", "template")

Take = Callable[[Any], None]
"""Takes what is shown: a PNG, or the figure itself."""


def install(take: Take) -> None:
    """Have what is shown from now on taken."""
    os.environ["MPLBACKEND"] = BACKEND
    here = os.getpid()

    def take_here(figure: Any) -> None:
        if os.getpid() == here:
            take(figure)
        else:
            print(ELSEWHERE, file=sys.stderr)

    changes: dict[str, Change] = {
        "matplotlib": _without_display,
        "matplotlib.pyplot": lambda module: _take_figures(module, take_here),
        "matplotlib.figure": lambda module: _take_each_figure(module, take_here),
        "plotly.io": lambda module: _take_charts(module, take_here),
    }
    AfterImport(changes).install()


def _without_display(matplotlib: ModuleType) -> None:
    choose = matplotlib.use

    def use(backend: str, *, force: bool = True) -> None:
        name = str(backend).lower()
        if name in DRAWING or name.startswith("module://"):
            choose(backend, force=force)

    matplotlib.use = use  # type: ignore[attr-defined]


def _take_figures(pyplot: ModuleType, take: Take) -> None:
    def show(*args: Any, **kwargs: Any) -> None:
        for number in pyplot.get_fignums():
            take(_drawn(pyplot.figure(number)))
        pyplot.close("all")

    pyplot.show = show  # type: ignore[attr-defined]
    switch = pyplot.switch_backend

    def switch_backend(newbackend: str) -> None:
        switch(newbackend if str(newbackend).lower() in DRAWING else BACKEND)

    pyplot.switch_backend = switch_backend  # type: ignore[attr-defined]


def _take_each_figure(module: ModuleType, take: Take) -> None:
    def show(figure: Any, warn: bool = True) -> None:
        take(_drawn(figure))

    module.Figure.show = show


def _take_charts(module: ModuleType, take: Take) -> None:
    def show(fig: Any, *args: Any, **kwargs: Any) -> None:
        take(fig)

    module.show = show  # type: ignore[attr-defined]


def _drawn(figure: Any) -> bytes:
    target = io.BytesIO()
    figure.savefig(target, format="png")
    return target.getvalue()
