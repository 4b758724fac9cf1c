"""Exported files, parsed: nodes, edges and text counted; nothing torn, nothing overwritten that must not be."""

from __future__ import annotations

import io
import os
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from dagscope_app.drawing.theme import Theme, load_theme
from dagscope_app.export import ExportError, export_scene
from dagscope_app.export.format import Options
from dagscope_app.export.formats import BY_ENDING, FORMATS, dialog_filter, endings_text, table_lines
from dagscope_app.export.page import Page
from dagscope_app.export.pictures import PictureWriter, write_picture
from dagscope_app.export.png import BAND_ROWS, write_png
from dagscope_app.model.records.scene import SceneSpec
from PIL import Image, ImageChops
from pypdf import PdfReader

SVG = "{http://www.w3.org/2000/svg}"


def texts_of(root: ET.Element) -> list[str]:
    return ["".join(e.itertext()) for e in root.iter(f"{SVG}text")]


def test_svg_has_every_node_edge_and_name_as_text(tmp_path: Path, laid_out: ModuleType, theme: Theme) -> None:
    spec = laid_out.nested()
    path = export_scene(spec, tmp_path / "dag.svg", theme, legend=False, title="All <grains>")
    root = ET.parse(path).getroot()
    nodes = [e for e in root.iter(f"{SVG}g") if e.get("class", "").split()[:1] == ["n"]]
    wires = [e for e in root.iter(f"{SVG}path") if e.get("data-a")]
    assert sorted(spec.nodes) == sorted(str(e.get("data-id")) for e in nodes)
    assert sorted(spec.wires) == sorted((e.get("data-a"), e.get("data-b")) for e in wires)
    texts = texts_of(root)
    assert [] == [n.label for n in spec.nodes.values() if n.label not in texts]
    assert "All <grains>" in texts


def test_svg_uses_only_what_it_defines(tmp_path: Path, laid_out: ModuleType, theme: Theme) -> None:
    text = export_scene(laid_out.nested(folded=("CA",)), tmp_path / "dag.svg", theme).read_text("utf-8")
    defined = set(re.findall(r' id="([^"]+)"', text))
    used = set(re.findall(r'href="#([^"]+)"', text)) | set(re.findall(r"url\(#([^)]+)\)", text))
    assert used - defined == set()
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_svg_escapes_foreign_names(tmp_path: Path, scenes: ModuleType, theme: Theme) -> None:
    spec = scenes.small()
    bad = '"><script>alert(1)</script>\x00\ud800'
    node = replace(spec.nodes["report"], id=bad, label=bad, type_text=bad, tooltip=bad)
    path = export_scene(replace(spec, nodes={**spec.nodes, bad: node}), tmp_path / "dag.svg", theme)
    root = ET.parse(path).getroot()
    assert [e for e in root.iter() if e.tag.endswith("script")] == []


def test_png_has_the_asked_size_and_colours(tmp_path: Path, laid_out: ModuleType, theme: Theme) -> None:
    spec = laid_out.nested()
    path = export_scene(spec, tmp_path / "dag.png", theme, scale=1.5, legend=True, title="dag")
    page = Page(spec, theme, True, "dag")
    with Image.open(path) as image:
        image.load()
        assert (round(page.width * 1.5), round(page.height * 1.5)) == image.size
        assert image.height > BAND_ROWS
        found = {color for _, color in image.convert("RGB").getcolors(1 << 24) or []}
        assert image.info["Title"] == "dag"
    wanted = theme.color("final_fill")
    assert (wanted.red(), wanted.green(), wanted.blue()) in found


def test_png_bands_join_without_a_seam(
    tmp_path: Path, laid_out: ModuleType, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(laid_out.nested(), theme, False, "")
    pictures = []
    for rows in (64, 100_000):
        monkeypatch.setattr("dagscope_app.export.png.BAND_ROWS", rows)
        file = io.BytesIO()
        write_png(file, page, Options(quality="fast"))
        with Image.open(io.BytesIO(file.getvalue())) as image:
            pictures.append(image.convert("RGB"))
    # The rasteriser rounds an antialiased line by where the band begins: a few pixels differ by a step, no seam shows.
    histogram = ImageChops.difference(*pictures).convert("L").histogram()
    assert sum(histogram[8:]) <= 20 and sum(histogram[1:]) < sum(histogram) / 1000


def test_png_has_the_papers_colour_up_to_every_edge(
    laid_out: ModuleType, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dagscope_app.export.png.BAND_ROWS", 64)
    color = theme.color("canvas")
    page = Page(laid_out.nested(), theme, False, "")
    for scale in (0.9, 1.1, 1.37, 1.73, 2.3):
        file = io.BytesIO()
        write_png(file, page, Options(scale=scale))
        with Image.open(io.BytesIO(file.getvalue())) as image:
            right, bottom = image.width - 1, image.height - 1
            edges = [image.getpixel((x, y)) for x in range(right + 1) for y in (0, bottom)]
            edges += [image.getpixel((x, y)) for x in (0, right) for y in range(bottom + 1)]
        assert {(color.red(), color.green(), color.blue())} == set(edges), scale


def test_pdf_holds_the_names_as_text(tmp_path: Path, laid_out: ModuleType, theme: Theme) -> None:
    spec = laid_out.nested()
    path = export_scene(spec, tmp_path / "dag.pdf", theme, title="reusing functions")
    reader = PdfReader(path)
    text = re.sub(r"\s", "", reader.pages[0].extract_text())
    assert len(reader.pages) == 1
    assert [] == [n.label for n in spec.nodes.values() if n.label not in text]
    assert "reusingfunctions" in text
    assert 0 == len(reader.pages[0].images)


def test_html_is_one_file_that_loads_nothing(tmp_path: Path, laid_out: ModuleType, theme: Theme) -> None:
    spec = laid_out.nested()
    text = export_scene(spec, tmp_path / "dag.html", theme, title="x </title><script>").read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert text.count('class="n"') == len(spec.nodes)
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', text) == []
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "x &lt;/title&gt;&lt;script&gt;" in text
    assert re.findall(r"@[a-z_]+@", text) == []


def test_the_same_scene_gives_the_same_bytes(tmp_path: Path, laid_out: ModuleType, theme: Theme) -> None:
    for kind in ("png", "svg", "html", "dot"):
        first = export_scene(laid_out.nested(), tmp_path / f"a.{kind}", theme).read_bytes()
        assert first == export_scene(laid_out.nested(), tmp_path / f"b.{kind}", theme).read_bytes()


@pytest.mark.parametrize("name", ["light", "dark", "high_contrast"])
def test_every_theme_exports(tmp_path: Path, scenes: ModuleType, name: str) -> None:
    for kind in BY_ENDING:
        path = export_scene(scenes.small(), tmp_path / f"{name}.{kind}", load_theme(name))
        assert path.stat().st_size > (1000 if kind in ("png", "svg", "pdf", "html") else 20)


def test_dimmed_and_lit_parts_are_marked(tmp_path: Path, scenes: ModuleType, theme: Theme) -> None:
    spec = scenes.with_path(scenes.small(), 2)
    root = ET.parse(export_scene(spec, tmp_path / "dag.svg", theme)).getroot()
    dimmed = [e for e in root.iter(f"{SVG}g") if e.get("class") == "n dim"]
    lit = [e for e in root.iter(f"{SVG}path") if "lit" in e.get("class", "")]
    assert len(dimmed) == 4 and len(lit) == sum(w.is_on_path for w in spec.wires.values())


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("dag.py", "is a source file and is never overwritten"),
        ("dag.py", f"Choose a name that ends in {endings_text()}."),
        ("dag.bmp", f"does not say which format is meant. End the name in {endings_text()}."),
        ("dag", "does not say which format is meant"),
        ("missing/dag.png", "does not exist. Create it first"),
        ("folder.png", "is a folder. Choose a file name in it"),
    ],
)
def test_bad_places_are_refused_with_a_sentence(
    tmp_path: Path, scenes: ModuleType, theme: Theme, name: str, sentence: str
) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "dag.py").write_text("kept = 1\n")
    before = sorted(p.name for p in tmp_path.rglob("*"))
    with pytest.raises(ExportError, match=re.escape(sentence)):
        export_scene(scenes.small(), tmp_path / name, theme)
    assert before == sorted(p.name for p in tmp_path.rglob("*"))
    assert (tmp_path / "dag.py").read_text() == "kept = 1\n"


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, scenes: ModuleType, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "dag.svg"
    path.write_text("old")

    def full(_handle: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="could not be written: No space left on device"):
        export_scene(scenes.small(), path, theme)
    assert [p.name for p in tmp_path.iterdir()] == ["dag.svg"] and path.read_text() == "old"


def test_nothing_to_export_and_odd_scales_are_refused(tmp_path: Path, scenes: ModuleType, theme: Theme) -> None:
    with pytest.raises(ExportError, match="There is nothing to export"):
        export_scene(SceneSpec(), tmp_path / "dag.png", theme)
    with pytest.raises(ExportError, match="out of range"):
        export_scene(scenes.small(), tmp_path / "dag.png", theme, scale=0)


def test_a_scale_is_refused_where_it_would_be_ignored(tmp_path: Path, scenes: ModuleType, theme: Theme) -> None:
    for form in FORMATS:
        path = tmp_path / f"dag.{form.endings[0]}"
        if form.has_scale:
            assert export_scene(scenes.small(), path, theme, scale=2.0).exists()
        else:
            with pytest.raises(ExportError, match=f"A {form.title} file has no scale"):
                export_scene(scenes.small(), path, theme, scale=2.0)
            assert not path.exists()


def test_dialog_refusal_and_docs_name_every_format() -> None:
    page = (Path(__file__).parents[3] / "docs" / "export.md").read_text(encoding="utf-8")

    assert len(BY_ENDING) == sum(len(form.endings) for form in FORMATS)
    assert [] == [ending for ending in BY_ENDING if f"*.{ending}" not in dialog_filter()]
    assert [] == [form.title for form in FORMATS if f".{form.endings[0]}" not in endings_text()]
    assert "\n".join(table_lines()) in page


def test_text_stays_text_where_the_table_says_so(tmp_path: Path, laid_out: ModuleType, theme: Theme) -> None:
    spec = laid_out.nested()
    names = {node.label for node in spec.nodes.values()}
    for form in FORMATS:
        path = export_scene(spec, tmp_path / f"dag.{form.endings[0]}", theme)
        if form.title == "PDF":
            shown = re.sub(r"\s", "", PdfReader(path).pages[0].extract_text())
        else:
            shown = path.read_bytes().decode("utf-8", "replace")
        assert form.has_text == all(name in shown for name in names), form.title


def test_pictures_that_few_programs_open_are_made_smaller_or_refused_with_advice(
    tmp_path: Path, scenes: ModuleType, theme: Theme
) -> None:
    spec = scenes.small()
    for width, sentence in ((40_000, "Saved dag.png at 75%"), (200_000, "400,096 by")):
        node = next(iter(spec.nodes.values()))
        wide = replace(
            spec,
            nodes={
                **spec.nodes,
                "far": replace(node, id="far", box=replace(node.box, x=float(width - node.box.width))),
            },
        )
        said, severity = write_picture(wide, theme, str(tmp_path / "dag.png"))
        assert sentence in said, said
        assert ("info" if "Saved" in said else "warning") == severity
        if severity == "warning":
            assert "SVG" in said and ("Saved dag.svg.", "info") == write_picture(wide, theme, str(tmp_path / "dag.svg"))


def test_a_document_has_the_projects_name_and_text_keeps_its_room_in_every_font(
    tmp_path: Path, scenes: ModuleType, theme: Theme
) -> None:
    path = tmp_path / "dag.html"
    write_picture(scenes.small(), theme, str(path), "shop, us")
    text = path.read_text(encoding="utf-8")
    assert "<title>shop, us</title>" in text
    names = re.findall(r"<text [^>]*>", text)
    assert names and all('textLength="' in name for name in names)


def test_svg_with_outlines_needs_no_font_and_says_what_its_letters_spell(
    tmp_path: Path, laid_out: ModuleType, theme: Theme
) -> None:
    spec = laid_out.nested()
    plain, shapes = (
        ET.parse(export_scene(spec, tmp_path / f"{on}.svg", theme, has_outlines=on)).getroot() for on in (False, True)
    )
    assert texts_of(plain) and not texts_of(shapes)
    text = (tmp_path / "True.svg").read_text("utf-8")
    assert "font-face" not in text and "NaN" not in text
    assert "<use" not in text and 'class="g ' not in text, "nor signs in a colour that is current"
    spelled = {title.text for path in shapes.iter(f"{SVG}path") for title in path.iter(f"{SVG}title")}
    assert set(texts_of(plain)) <= spelled


def test_a_slide_and_a_film_are_pictures_that_others_open(tmp_path: Path, laid_out: ModuleType, theme: Theme) -> None:
    spec, writer = laid_out.nested(), PictureWriter(lambda: theme)
    assert "info" == writer.slide(spec, str(tmp_path / "slide.png"))[1]
    with Image.open(tmp_path / "slide.png") as slide:
        assert (3840, 2160) == slide.size
    for name in ("run.gif", "run.webp"):
        sentence, severity = writer.film([spec, replace(spec, wires={}), spec], str(tmp_path / name))
        assert "info" == severity, sentence
        with Image.open(tmp_path / name) as film:
            assert film.n_frames == 3  # type: ignore[attr-defined]
    assert "error" == writer.film([spec], str(tmp_path / "run.mp4"))[1]


def test_the_shared_page_holds_all_themes_and_its_data(tmp_path: Path, laid_out: ModuleType, theme: Theme) -> None:
    spec, writer = laid_out.nested(), PictureWriter(lambda: theme)
    told = {"project": "<b>", "nodes": {name: {"value": {"text": "</script>"}} for name in spec.nodes}}
    assert "info" == writer.share(spec, str(tmp_path / "a.html"), "shop", told)[1]
    text = (tmp_path / "a.html").read_text("utf-8")
    assert text.count("</script>") == 2 and 'data-theme="dark"' in text and 'data-theme="light"' in text
    assert not re.search(r"@\w+@", re.sub(r"base64,[^\"]*", "", text)), "every word of the template was filled in"
    used, given = set(re.findall(r"var\(--([\w]+)\)", text)), set(re.findall(r"--([\w]+):#", text))
    assert used <= given
    assert "error" == writer.share(spec, str(tmp_path / "a.txt"), "shop", told)[1]
