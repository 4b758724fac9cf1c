"""Values that show themselves as pages or pictures, as notebooks ask them to.
It must not draw, nor clean what they say.

A class says so by methods of known names; they run with the limits of every look, and only when the value is looked at.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any, Literal, NamedTuple

from dagscope.preview import exports, objects, raster
from dagscope.preview.budget import TEXT_LIMIT, attempt, cut, guarded_text, type_name
from dagscope.preview.image import picture_of, png_size
from dagscope.preview.kind import Kind, Shown
from dagscope.preview.parts import has_fields
from dagscope.preview.scalars import short_repr
from dagscope.value_records import ImagePreview, MarkupPreview, ObjectPreview, Preview

Form = Literal["html", "markdown", "svg"]
RenderedForm = Form | Literal["picture", "latex"]
MOST_BYTES = 3 * 1024 * 1024
_METHODS: tuple[tuple[str, RenderedForm], ...] = (
    ("_repr_svg_", "svg"),
    ("_repr_png_", "picture"),
    ("_repr_jpeg_", "picture"),
    ("_repr_html_", "html"),
    ("__html__", "html"),
    ("_repr_markdown_", "markdown"),
    ("_repr_latex_", "latex"),
)
_BUNDLE = "_repr_mimebundle_"
_MIMES: tuple[tuple[str, RenderedForm], ...] = (
    ("image/svg+xml", "svg"),
    ("image/png", "picture"),
    ("image/jpeg", "picture"),
    ("text/html", "html"),
    ("text/markdown", "markdown"),
    ("text/latex", "latex"),
)
_NAMES = frozenset(name for name, _ in _METHODS) | {_BUNDLE}
_HTML_START = re.compile(r"\s*(<!--.*?-->\s*)*<(!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_SVG_START = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!doctype svg[^>]*>\s*)?<svg\b", re.IGNORECASE | re.DOTALL
)
_DOT_START = re.compile(r"\s*((//|#)[^\n]*\n\s*)*(strict\s+)?(di)?graph\b[\w\s\"]*\{")
_START = 2_000


class _Rendering(NamedTuple):
    """What a value said of itself: a form, or that it is a picture, and the text or the bytes."""

    form: RenderedForm
    data: Any


def form_of_text(text: str) -> Literal["html", "svg", "dot", ""]:
    """Return which language a text is in by its beginning, if it is one that is known."""
    start = text[:_START]
    if _SVG_START.match(start):
        return "svg"
    if _DOT_START.match(start) and text.rstrip().endswith("}"):
        return "dot"
    return "html" if _HTML_START.match(start) else ""


def _defines(value: Any) -> frozenset[str]:
    """Return which of the known methods a value's class has, without a lookup on the value."""
    return frozenset(name for base in type.mro(type(value)) for name in _NAMES.intersection(base.__dict__))


def is_markup(value: Any) -> bool:
    """Return whether a value shows itself as a page or a picture."""
    kind = type(value)
    if kind is str:
        return bool(form_of_text(value))
    if kind in (int, float, bool, dict, list, tuple, bytes) or issubclass(kind, (type, BaseException)):
        return False
    if issubclass(kind, PurePath):
        return str(PurePath.__str__(value)).lower().endswith(".svg")
    return (exports.is_chart(value) or bool(_defines(value))) and not has_fields(value)


def _rendering(value: Any, problems: list[str]) -> _Rendering | None:
    """Ask a value, in the order of what is shown best: the first answer counts; failures go to `problems`."""
    if type(value) is str:
        return _Rendering("svg" if form_of_text(value) == "svg" else "html", value)
    names = _defines(value)
    for name, form in _METHODS:
        if name in names:
            data = _answer(value, name, problems)
            if data is not None:
                return _Rendering(form, data)
    if _BUNDLE in names:
        bundle = _answer(value, _BUNDLE, problems)
        if isinstance(bundle, Mapping):
            return next((_Rendering(form, bundle[mime]) for mime, form in _MIMES if bundle.get(mime)), None)
    return None


def rendering_of(value: Any) -> Any:
    """Return the page or picture, a text or bytes, that a value makes of itself, or None where it makes none."""
    found = _rendering(value, []) if is_markup(value) else None
    return found.data if found is not None else None


def _answer(value: Any, name: str, problems: list[str]) -> Any:
    """Return the answer of one of the methods, without its metadata, or None where it has none."""

    def ask() -> Any:
        method: Callable[[], Any] = getattr(value, name)
        found = method()
        return found[0] if isinstance(found, tuple) and found else found

    return attempt(ask, lambda reason: problems.append(f"its {name} failed: {reason}"), is_piece=True)


def markup_shown(value: Any, form: Form, source: str) -> Shown:
    """Return a page as it crosses to the window: the source next to the preview, cut where it is enormous."""
    data = source.encode("utf-8", "replace")
    is_cut = len(data) > MOST_BYTES
    name = {"html": "HTML", "markdown": "Markdown", "svg": "SVG"}[form]
    text = cut(value, TEXT_LIMIT) if type(value) is str else guarded_text(repr, value, TEXT_LIMIT)
    summary = f"{name}, {len(source):,} characters"
    preview = MarkupPreview(type_name(value), summary, len(data), form=form, text=text, is_truncated=is_cut)
    return Shown(preview, data[:MOST_BYTES].decode("utf-8", "ignore").encode("utf-8") if is_cut else data)


def _picture(value: Any, data: Any) -> Shown | None:
    """Return a PNG or JPEG that a value made, as bytes or in base64."""
    if isinstance(data, str):
        data = attempt(lambda: base64.b64decode(data), lambda reason: b"")
    if not isinstance(data, (bytes, bytearray)) or not data:
        return None
    raw = bytes(data)
    found = picture_of(raw) if png_size(raw[:24]) is not None else None
    if found is not None:
        size = f"{found.width} × {found.height}"
        preview = ImagePreview(type_name(value), size, len(raw), width=found.width, height=found.height)
        return Shown(preview, found.png)
    return raster.shown_bytes(value, raw)


def _look(value: Any) -> Shown:
    if issubclass(type(value), PurePath):
        data, name = raster.read_file(value)
        if not data:
            return Shown(ObjectPreview(type_name(value), name, text=name))
        return markup_shown(value, "svg", data.decode("utf-8", "replace"))
    is_dot = type(value) is str and form_of_text(value) == "dot"
    drawn = exports.dot_drawn(value) if is_dot else exports.drawn(value)
    if drawn is not None:
        return _charted(value, drawn)
    problems: list[str] = []
    said = _rendering(value, problems)
    if said is not None and said.form == "picture":
        return _picture(value, said.data) or objects.KIND.look(value)
    if said is not None and said.form == "latex":
        return _charted(value, exports.latex_drawn(said.data if isinstance(said.data, str) else ""))
    if said is not None and said.form != "picture" and said.form != "latex" and isinstance(said.data, str):
        return markup_shown(value, said.form, str(said.data))
    shown = objects.KIND.look(value)
    return replace(shown, preview=replace(shown.preview, missing="; ".join(problems)))


def _charted(value: Any, drawn: exports.Drawn) -> Shown:
    if drawn.svg:
        return markup_shown(value, "svg", drawn.svg)
    shown = _picture(value, drawn.png) if drawn.png else None
    if shown is not None:
        return shown
    text = f"{drawn.problem}\n\n{drawn.text or guarded_text(repr, value, TEXT_LIMIT)}"
    return Shown(ObjectPreview(type_name(value), drawn.summary or cut(drawn.problem, 120), text=cut(text, TEXT_LIMIT)))


def _facts(value: Any) -> Preview:
    summary = _summary(value)
    return ObjectPreview(type_name(value), summary, text=summary)


def _summary(value: Any) -> str:
    if issubclass(type(value), str):
        return short_repr(value, 80)
    if issubclass(type(value), PurePath):
        return str(PurePath.__str__(value))[:200]
    return f"<{type_name(value)}>"


KIND = Kind("markup", is_markup, _look, _summary, facts=_facts, is_heavy=True)
