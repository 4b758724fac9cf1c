"""Values that show themselves as pages, drawings or pictures, and those whose parts are known: with the real
libraries, and hostile.
"""

from __future__ import annotations

import base64
import importlib.util
import io
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import graphviz
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from dagscope.compare.values import compare_values
from dagscope.preview import exports, preview_of, summary_of
from dagscope.preview.markup import MOST_BYTES, form_of_text
from dagscope.value_records import ImagePreview, MarkupPreview, ObjectPreview, TablePreview, TextPreview, TreePreview
from IPython import display
from PIL import Image

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="9" height="9"/></svg>'


def picture(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, form)
    return out.getvalue()


def saying(**methods: Any) -> Any:
    """Return an object whose class has these methods."""
    return type("Saying", (), {name: (lambda self, found=found: found) for name, found in methods.items()})()


@pytest.mark.parametrize(
    ("value", "form", "source"),
    [
        (saying(_repr_html_="<b>x</b>"), "html", "<b>x</b>"),
        (saying(_repr_markdown_="# x"), "markdown", "# x"),
        (saying(_repr_svg_=SVG), "svg", SVG),
        (saying(_repr_html_=("<b>x</b>", {"isolated": True})), "html", "<b>x</b>"),
        (saying(_repr_svg_=None, _repr_html_="<i>y</i>"), "html", "<i>y</i>"),
        (type("Text", (str,), {"_repr_markdown_": lambda self: str(self)})("*z*"), "markdown", "*z*"),
        (type("Safe", (str,), {"__html__": lambda self: str(self)})("<i>z</i>"), "html", "<i>z</i>"),
        (display.Markdown("# hi"), "markdown", "# hi"),
        (display.HTML("<p>hi</p>"), "html", "<p>hi</p>"),
        ("<!DOCTYPE html><html><body>é</body></html>", "html", "<!DOCTYPE html><html><body>é</body></html>"),
        ('<?xml version="1.0"?>\n<!-- made -->\n' + SVG, "svg", '<?xml version="1.0"?>\n<!-- made -->\n' + SVG),
    ],
)
def test_a_value_that_shows_itself_is_a_page_with_its_source(value: Any, form: str, source: str) -> None:
    shown = preview_of(value)

    assert isinstance(shown.preview, MarkupPreview)
    assert (form, source, "") == (shown.preview.form, shown.png.decode(), shown.preview.missing)


class Bundle:
    """Says everything in one answer, as some libraries do."""

    def __init__(self, **found: Any) -> None:
        self.found = {name.replace("__", "/").replace("svg", "svg+xml"): item for name, item in found.items()}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return self.found, {}


def test_the_best_of_a_bundle_is_shown() -> None:
    text = base64.b64encode(picture("PNG")).decode()

    assert isinstance(preview_of(Bundle(text__plain="x", image__png=text)).preview, ImagePreview)
    page = preview_of(Bundle(text__plain="x", text__html="<p>", text__markdown="x")).preview
    assert isinstance(page, MarkupPreview) and page.form == "html"
    drawing = preview_of(Bundle(image__svg=SVG, text__html="<p>")).preview
    assert isinstance(drawing, MarkupPreview) and drawing.form == "svg"
    assert isinstance(preview_of(Bundle(text__plain="x")).preview, ObjectPreview)


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize("is_text", [False, True])
def test_a_picture_that_a_value_makes_is_shown(form: str, is_text: bool) -> None:
    made = picture(form)
    name = f"_repr_{form.lower()}_"
    shown = preview_of(saying(**{name: base64.b64encode(made).decode() if is_text else made}))

    assert isinstance(shown.preview, ImagePreview)
    assert (40, 20) == Image.open(io.BytesIO(shown.png)).size


def _raises(self: Any) -> str:
    raise SystemExit(3)


def _spins(self: Any) -> str:
    while True:
        pass


@pytest.mark.parametrize(
    ("method", "why"),
    [(_raises, "_repr_html_ failed: it called sys.exit"), (_spins, "_repr_html_ failed: it took too long")],
)
def test_a_value_that_cannot_show_itself_says_so_and_is_text(method: Any, why: str) -> None:
    shown = preview_of(type("Bad", (), {"_repr_html_": method, "__repr__": lambda self: "<bad>"})())

    assert isinstance(shown.preview, ObjectPreview)
    assert ("<bad>", True) == (shown.preview.text, why in shown.preview.missing)


@pytest.mark.parametrize("odd", [3, b"<b>", object(), ["<b>"], ""])
def test_what_is_no_text_is_not_taken_for_a_page(odd: Any) -> None:
    shown = preview_of(saying(_repr_html_=odd, __repr__="<odd>"))

    assert isinstance(shown.preview, ObjectPreview) == (odd != "")


def test_nothing_of_a_value_is_called_before_it_is_looked_at() -> None:
    called: list[str] = []

    class Watched:
        def __getattr__(self, name: str) -> Any:
            called.append(name)
            return lambda: "<b>"

        def _repr_html_(self) -> str:
            called.append("page")
            return "<b>"

    assert summary_of(Watched()).endswith("Watched>")
    assert [] == called


def test_classes_and_ordinary_texts_are_no_pages() -> None:
    for text in ("", "<", "<b>bold</b>", "a < b", "svg", "graph TD", "digraph", "<htmlx>", "x <svg>"):
        assert "" == form_of_text(text)
    assert isinstance(preview_of("<b>bold</b>").preview, TextPreview)
    assert isinstance(preview_of(display.HTML).preview, ObjectPreview)
    assert isinstance(preview_of(pd.DataFrame({"a": [1]})).preview, TablePreview)


def test_an_enormous_page_is_cut_and_that_is_said() -> None:
    shown = preview_of(saying(_repr_html_="é" * MOST_BYTES))

    assert isinstance(shown.preview, MarkupPreview)
    assert shown.preview.is_truncated and len(shown.png) <= MOST_BYTES
    assert {"é"} == set(shown.png.decode())


def test_a_drawing_in_a_file_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.SVG"
    assert isinstance(preview_of(path).preview, ObjectPreview)
    path.write_text(SVG, "utf-8")
    shown = preview_of(path)

    assert (MarkupPreview, SVG) == (type(shown.preview), shown.png.decode())


@pytest.mark.parametrize("value", [graphviz.Source("digraph { a -> b }"), "digraph { a -> b }", "graph {a--b}"])
def test_dot_is_drawn_where_a_program_is(value: Any) -> None:
    if exports.find_program() is None:
        pytest.skip("there is neither Graphviz nor graphviz-pure")
    shown = preview_of(value)

    assert isinstance(shown.preview, MarkupPreview) and shown.preview.form == "svg"
    assert b"<svg" in shown.png


@pytest.mark.parametrize("source", ["digraph {a ->}", "digraph {" + "a;" * 40_000 + "}"])
def test_dot_that_is_not_drawn_says_why_and_shows_its_text(source: str) -> None:
    preview = preview_of(source).preview

    assert isinstance(preview, ObjectPreview) and source[:40] in preview.text
    assert "Graphviz" in preview.text or "at most 64,000" in preview.text or "install" in preview.text


def test_without_a_program_dot_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "find_program", lambda: None)

    assert "pip install graphviz-pure" in exports.dot_drawn("digraph {}").problem


def test_a_chart_of_plotly_is_a_picture_or_says_what_is_missing() -> None:
    preview = preview_of(go.Figure(go.Scatter(x=[1, 2], y=[3, 4], name="n"))).preview

    if isinstance(preview, ObjectPreview):
        assert "kaleido" in preview.text.lower() and "scatter n: 2 points" in preview.text
        assert "figure, 1 trace" == preview.summary
    else:
        assert isinstance(preview, ImagePreview)


def test_without_its_export_a_chart_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    drawn = exports.drawn(go.Figure())

    assert drawn is not None and "pip install kaleido" in drawn.problem


def test_a_chart_of_altair_is_a_picture() -> None:
    alt, _ = pytest.importorskip("altair"), pytest.importorskip("vl_convert")
    frame = pd.DataFrame({"a": [1, 2], "b": [3.5, 4]})
    chart = alt.Chart(frame).mark_bar().encode(x="a:O", y="b:Q")
    for value in (chart, chart | chart):
        shown = preview_of(value)
        assert isinstance(shown.preview, ImagePreview)
        assert Image.open(io.BytesIO(shown.png)).size == (shown.preview.width, shown.preview.height)
    assert "equal" == compare_values(chart, chart.copy()).diff.verdict
    assert "different" == compare_values(chart, chart.mark_line()).diff.verdict


def labels(value: Any) -> list[str]:
    preview = preview_of(value).preview
    assert isinstance(preview, TreePreview) and preview.root is not None
    return [child.label for child in preview.root.children]


def test_an_estimator_shows_what_it_was_made_with_and_what_it_learned() -> None:
    pytest.importorskip("sklearn")
    from sklearn.linear_model import LinearRegression
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    model = LinearRegression()
    assert "coef_" not in labels(model) and "fit_intercept" in labels(model)
    whole = Pipeline([("scale", StandardScaler()), ("model", model)]).fit(np.array([[1.0], [2.0]]), [1.0, 2.0])
    assert "coef_" in labels(model)
    assert "steps" == labels(whole)[0] and ["scale", "model"] == labels(dict(whole.steps))
    other = LinearRegression(fit_intercept=False)
    found = compare_values(LinearRegression(), other)
    assert ("different", True) == (found.diff.verdict, any("fit_intercept" in row.key for row in found.diff.rows))


def test_data_of_xarray_shows_dimensions_coordinates_and_values() -> None:
    xr = pytest.importorskip("xarray")
    data = xr.Dataset({"t": (("x", "y"), np.arange(6.0).reshape(2, 3))}, {"x": [10, 20]}, {"unit": "K"})

    assert ["dims", "coords", "data_vars", "attrs"] == labels(data)
    assert ["values", "dims", "coords", "attrs"] == labels(data["t"]) == labels(data["x"])
    root = preview_of(data["t"]).preview.root  # type: ignore[attr-defined]
    assert "table, 2 rows × 3 columns" == root.children[0].summary
    assert "Dataset (x: 2, y: 3)" == summary_of(data)
    assert "equal" == compare_values(data, data.copy(deep=True)).diff.verdict
    changed = data.copy(deep=True)
    changed["t"][0, 0] = math.pi
    assert "different" == compare_values(data, changed).diff.verdict


def test_a_geometry_is_a_drawing() -> None:
    shapely = pytest.importorskip("shapely")
    preview = preview_of(shapely.Point(1, 2).buffer(1)).preview

    assert isinstance(preview, MarkupPreview) and preview.form == "svg"


def test_values_that_only_show_themselves_are_alike_or_not_comparable() -> None:
    class Page:
        def __init__(self, text: str) -> None:
            self.text = text

        def _repr_html_(self) -> str:
            return self.text

    one, same, other = Page("<p>1</p>"), Page("<p>1</p>"), Page("<p>2</p>")

    assert "equal" == compare_values(display.HTML("1"), display.HTML("1")).diff.verdict  # pickled alike
    assert "partial" == compare_values(one, same).diff.verdict
    found = compare_values(one, other).diff
    assert ("incomparable", True) == (found.verdict, "show themselves differently" in found.summary)


def test_no_library_is_imported_to_recognise_a_value() -> None:
    code = (
        "import sys; from dagscope.preview import preview_of; preview_of(object()); preview_of('<svg/>');"
        "print([n for n in ('altair', 'plotly', 'sklearn', 'xarray', 'graphviz', 'PIL', 'subprocess') if n in "
        "sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == said.stdout.strip()


@pytest.mark.parametrize("formula", [r"$\displaystyle \frac{a}{b}$", r"$$x^2 \leq 1$$", "a + b"])
def test_a_formula_is_drawn_by_matplotlib(formula: str) -> None:
    shown = preview_of(saying(_repr_latex_=formula))
    assert isinstance(shown.preview, ImagePreview) and shown.png
    assert isinstance(preview_of(saying(_repr_mimebundle_={"text/latex": formula})).preview, ImagePreview)


def test_a_formula_that_matplotlib_does_not_know_is_shown_as_it_is_written() -> None:
    formula = r"$$\begin{matrix} 1 \end{matrix}$$"
    preview = preview_of(saying(_repr_latex_=formula)).preview
    assert isinstance(preview, ObjectPreview)
    assert preview.text.startswith("matplotlib could not draw a picture: ") and preview.text.endswith(formula)


def test_a_plot_of_bokeh_says_what_it_draws_and_how_to_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    glyph = type("Scatter", (), {})()
    source = type("Source", (), {"data": {"x": [1, 2, 3]}})()
    renderer = type("GlyphRenderer", (), {"glyph": glyph, "data_source": source, "name": "trend"})()
    model = type("figure", (), {"renderers": [renderer], "_repr_html_": lambda self: "<script>x</script>"})
    monkeypatch.setitem(sys.modules, "bokeh.model", type("module", (), {"Model": model}))
    preview = preview_of(model()).preview
    assert isinstance(preview, ObjectPreview)
    assert ("figure, 1 renderer", "Scatter trend: 3 points") == (preview.summary, preview.text.split("\n")[-1])
    assert "bokeh.plotting.save" in preview.text
