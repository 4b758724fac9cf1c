"""Charts, graphs and formulas drawn by what their libraries bring for it: Plotly, Altair, Graphviz, matplotlib.
It must not import one of them.

What is not installed is said, with what to install; nothing is fetched.
"""

from __future__ import annotations

import importlib.util
import io
import os
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from dagscope.preview.budget import TEXT_LIMIT, attempt, cut, guarded_text, is_a, patience
from dagscope.programs import program

_PROGRAMS = ("dot", "graphviz-pure")
_SECONDS = 20
_LONGEST_FORMULA = 4_000


class Drawn(NamedTuple):
    """A picture in one form, or why there is none and what is shown instead."""

    svg: str = ""
    png: bytes = b""
    problem: str = ""
    text: str = ""
    summary: str = ""


def _is_plotly(value: Any) -> bool:
    return is_a(value, "plotly.basedatatypes", "BaseFigure")


def _is_altair(value: Any) -> bool:
    return is_a(value, "altair", "TopLevelMixin")


def _is_bokeh(value: Any) -> bool:
    return is_a(value, "bokeh.model", "Model") or is_a(value, "bokeh.document", "Document")


def is_dot(value: Any) -> bool:
    """Return whether a value is a graph of the package graphviz: DOT text that it can draw."""
    return is_a(value, "graphviz.graphs", "BaseGraph") or is_a(value, "graphviz.sources", "Source")


def is_chart(value: Any) -> bool:
    """Return whether a value is drawn by its own library's export."""
    return _is_plotly(value) or _is_altair(value) or _is_bokeh(value) or is_dot(value)


def drawn(value: Any) -> Drawn | None:
    """Return the picture of a chart or graph, or None for anything else."""
    found: tuple[tuple[Callable[[Any], bool], Callable[[Any], Drawn]], ...] = (
        (_is_plotly, _plotly),
        (_is_altair, _altair),
        (_is_bokeh, _bokeh),
        (is_dot, _dot),
    )
    draw = next((draw for holds, draw in found if holds(value)), None)
    return None if draw is None else draw(value)


def _plotly(figure: Any) -> Drawn:
    traces = attempt(lambda: [_trace(trace) for trace in figure.data], lambda reason: [])
    text = "\n".join(traces)
    summary = f"figure, {len(traces)} {'trace' if len(traces) == 1 else 'traces'}"
    if importlib.util.find_spec("kaleido") is None:
        problem = (
            "Plotly needs kaleido to draw a picture: pip install kaleido in the project's interpreter, then look again."
        )
        return Drawn(problem=problem, text=text, summary=summary)

    def export() -> Drawn:
        with patience():  # another program draws
            return Drawn(png=figure.to_image(format="png", scale=1))

    return attempt(export, lambda reason: Drawn(problem=_no_picture("Plotly", reason), text=text, summary=summary))


def _trace(trace: Any) -> str:
    """Return one trace in a line: its kind, its name, how many points it has."""
    keys = [key for key in ("x", "y", "z", "values") if key in trace and trace[key] is not None]
    count = len(trace[keys[0]]) if keys else None
    name = f" {guarded_text(str, trace.name, 80)}" if trace.name else ""
    return f"{trace.type}{name}" + (f": {count:,} points" if count is not None else "")


def _altair(chart: Any) -> Drawn:
    if importlib.util.find_spec("vl_convert") is None:
        problem = (
            "Altair needs vl-convert to draw a picture: pip install vl-convert-python in the project's "
            "interpreter, then look again."
        )
        return Drawn(problem=problem)

    def export() -> Drawn:
        import vl_convert

        spec = chart.to_json(indent=None)
        return Drawn(png=vl_convert.vegalite_to_png(spec, scale=1.5))

    return attempt(export, lambda reason: Drawn(problem=_no_picture("Altair", reason)))


def _bokeh(plot: Any) -> Drawn:
    """Return what a plot of Bokeh holds: it draws by scripts in a browser, which do not run here."""
    problem = (
        "Bokeh draws in a browser, by scripts that do not run here. To see it, write a page and open that: "
        'bokeh.plotting.save(plot, "plot.html").'
    )
    found = attempt(lambda: [_glyph(each) for each in getattr(plot, "renderers", [])], lambda reason: [])
    text = "\n".join(each for each in found if each)
    count = len(found)
    summary = f"{type(plot).__name__}, {count} {'renderer' if count == 1 else 'renderers'}"
    return Drawn(problem=problem, text=text, summary=summary)


def _glyph(renderer: Any) -> str:
    """Return one renderer in a line: its glyph and how many points it has."""
    if not hasattr(renderer, "glyph"):
        return str(type(renderer).__name__)
    count = max((len(column) for column in renderer.data_source.data.values()), default=0)
    name = f" {guarded_text(str, renderer.name, 80)}" if renderer.name else ""
    return f"{type(renderer.glyph).__name__}{name}: {count:,} points"


def latex_drawn(source: str) -> Drawn:
    """Draw a formula as matplotlib draws it, which knows the most usual part of LaTeX."""
    if len(source) > _LONGEST_FORMULA:
        return Drawn(problem=f"This formula has {len(source):,} characters, too many to draw.", text=source)
    if importlib.util.find_spec("matplotlib") is None:
        problem = "Formulas are drawn by matplotlib: pip install matplotlib in the project's interpreter, look again."
        return Drawn(problem=problem, text=source)
    inner = source.strip().strip("$").replace("\\displaystyle", "").replace("\\limits", "").strip()
    formula = " ".join(inner.split())

    def export() -> Drawn:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        out, figure = io.BytesIO(), Figure(figsize=(0.1, 0.1))
        FigureCanvasAgg(figure)
        figure.text(0, 0, f"${formula}$", fontsize=16)
        figure.savefig(out, format="png", dpi=150, bbox_inches="tight", pad_inches=0.15)
        return Drawn(png=out.getvalue(), text=source)

    return attempt(export, lambda reason: Drawn(problem=_no_picture("matplotlib", reason[:300]), text=source))


def _no_picture(who: str, reason: str) -> str:
    return f"{who} could not draw a picture: {' '.join(reason.split())}"


def find_program() -> str | None:
    """Return a program that draws DOT, Graphviz or graphviz-pure, on the path or next to the interpreter."""
    beside = (os.path.dirname(sys.executable),)
    return next((found for name in _PROGRAMS if (found := program(name, beside=beside))), None)


def _dot(graph: Any) -> Drawn:
    source = attempt(lambda: str(graph.source), lambda reason: "")
    return dot_drawn(source)


def dot_drawn(source: str) -> Drawn:
    """Draw DOT text as SVG."""
    if len(source) > TEXT_LIMIT:
        return Drawn(
            problem=f"This graph has {len(source):,} characters; at most {TEXT_LIMIT:,} are drawn.", text=source
        )
    drawing = find_program()
    if drawing is None:
        problem = (
            "No program here draws DOT: install Graphviz, or pip install graphviz-pure in the project's "
            "interpreter, then look again."
        )
        return Drawn(problem=problem, text=source)
    import subprocess

    try:
        with patience():
            made = subprocess.run(
                [drawing, "-Tsvg"],
                input=source.encode("utf-8", "replace"),
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
    except (OSError, subprocess.SubprocessError) as error:
        return Drawn(problem=_no_picture("Graphviz", str(error)), text=source)
    if made.returncode or not made.stdout:
        why = cut(made.stderr.decode("utf-8", "replace").strip().split("\n")[0], 300)
        return Drawn(problem=_no_picture("Graphviz", why or "it said nothing"), text=source)
    return Drawn(svg=made.stdout.decode("utf-8", "replace"))
