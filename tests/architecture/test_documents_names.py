"""Every name of ours that the architecture and the contracts mention exists, and something besides the tests uses
it; every test that a document or the matrix of faults names is where they say.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"dagscope": ROOT / "engine" / "dagscope", "dagscope_app": ROOT / "app" / "dagscope_app"}
FILES = [file for folder in ("engine", "app", "benchmarks") for file in sorted((ROOT / folder).rglob("*.py"))]
# Groups of entry points and a file of users' projects; their names only look like ours.
OTHERS = {"dagscope.previews", "dagscope.viewers", "dagscope.toml", "engine.import"}
Body = list[ast.stmt]


def _mentioned() -> list[str]:
    found: set[str] = set()
    parts = {child.stem for package in PACKAGES.values() for child in package.iterdir()}
    for name in ("architecture.md", "contracts.md"):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        for dotted in re.findall(r"`((?:\w+\.)+\w+)(?=[`(:]| ->)", text):
            first, *rest = dotted.split(".")
            is_ours = first in PACKAGES or first in parts or first in _files_of_classes()
            if is_ours and dotted not in OTHERS and rest[-1] not in ("py", "md", "toml", "json", "png"):
                found.add(dotted)
    return sorted(found)


@cache
def _files_of_classes() -> dict[str, list[Path]]:
    """Return the files that define a class of each name; to parse all files takes seconds."""
    found: dict[str, list[Path]] = {}
    for file in FILES:
        for name in re.findall(r"^ *class (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE):
            found.setdefault(name, []).append(file)
    return found


@cache
def _bodies(name: str) -> list[Body]:
    """Return the bodies of the classes of this name."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in _files_of_classes().get(name, [])]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return [node.body for node in nodes if isinstance(node, ast.ClassDef) and node.name == name]


@cache
def _uses() -> dict[str, int]:
    found: dict[str, int] = {}
    for file in FILES:
        for word in re.findall(r"\w+", file.read_text(encoding="utf-8")):
            found[word] = found.get(word, 0) + 1
    return found


def _names(body: Body) -> dict[str, Body]:
    """Return what a module or class defines, with the bodies of its classes."""
    found: dict[str, Body] = {}
    for node in body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = node.body
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found[node.name] = []
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found.update(((each.asname or each.name), []) for each in node.names)
        else:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            found.update((each.id, []) for each in targets if isinstance(each, ast.Name))
    return found


def _in_body(body: Body, rest: list[str]) -> bool:
    names = _names(body)
    return not rest or (rest[0] in names and (_in_body(names[rest[0]], rest[1:]) or rest[0] in _files_of_classes()))


def _exists(dotted: str) -> bool:
    first, *rest = dotted.split(".")
    if any(_in_body(body, rest) for body in _bodies(first)):
        return True
    folders = [(PACKAGES[first], rest)] if first in PACKAGES else [(each, [first, *rest]) for each in PACKAGES.values()]
    return any(_below(folder, parts) for folder, parts in folders)


def _below(folder: Path, parts: list[str]) -> bool:
    while parts and (folder / parts[0]).is_dir():
        folder, parts = folder / parts[0], parts[1:]
    file = folder / f"{parts[0]}.py" if parts else folder
    if not parts or file.is_file() and len(parts) == 1:
        return True
    source, rest = (file, parts[1:]) if file.is_file() else (folder / "__init__.py", parts)
    return source.is_file() and _in_body(ast.parse(source.read_text(encoding="utf-8")).body, rest)


@pytest.mark.parametrize("dotted", _mentioned())
def test_a_name_in_the_documents_exists_and_is_used(dotted: str) -> None:
    assert _exists(dotted)
    assert _uses()[dotted.rpartition(".")[2]] > 1


def _drawers() -> list[tuple[str, str]]:
    """Return each package of the engine with what the paragraph that begins with its name says is in it."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    text = text[text.index("`build/` is pure") : text.index("## app/dagscope_app")]
    pieces = re.split(r"`(\w+)/`:", text)
    return [
        (package, name)
        for package, piece in zip(pieces[1::2], pieces[2::2])
        for name in re.findall(r"`([a-z]\w+)`", piece.partition("\n\n")[0])
    ]


@pytest.mark.parametrize(("package", "name"), _drawers())
def test_a_package_has_the_modules_that_the_architecture_names(package: str, name: str) -> None:
    folder = PACKAGES["dagscope"]

    assert any((each / f"{name}.py").is_file() for each in (folder / package, folder))


def test_the_documents_mention_many() -> None:
    assert len(_mentioned()) > 40 and len(_drawers()) > 30


def test_tests_that_are_named_are_there() -> None:
    texts = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/faults/projects/*/case.toml")]
    named = {
        (file, name)
        for text in texts
        if text.name != "CHANGELOG.md"  # tells of what was
        for file, name in re.findall(r"\b(tests/[\w/]+\.py)(?:::(\w+))?", text.read_text(encoding="utf-8"))
    }
    assert len(named) > 100
    missing = [
        f"{file}::{name}"
        for file, name in sorted(named)
        if not (ROOT / file).is_file() or f"def {name}" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert not missing
