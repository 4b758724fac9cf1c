"""The documentation holds: blocks run, outputs are as printed, pictures are current, links and options exist."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from dagscope import function_modifiers
from dagscope.command_names import COMMANDS
from dagscope.commands.command_line import make_parser

from tests.docs import command_line
from tests.docs.blocks import DOCS, LESSONS, PAGES, ROOT, Block, blocks
from tests.docs.pictures import PAGE, with_pictures
from tests.patience import PATIENCE_S
from tests.warm_python import run_python

_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a reader's shell: our commands are found, and no folder is trusted yet."""
    found = {name: value for name, value in os.environ.items() if not name.startswith("COV_")}
    found["DAGSCOPE_TRUST_STORE"] = str(folder.parent / "trusted.json")
    found |= {"HOME": str(folder), "XDG_DATA_HOME": str(folder / ".local" / "share")}
    # A cluster that ends on a busy machine logs, with tracebacks, which of its connections closed first.
    found["DASK_LOGGING__DISTRIBUTED"] = "critical"
    return found | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), found.get("PATH", "")])}


def run(command: list[str], folder: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(folder),
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


_NEEDS_A_SHELL = re.compile(r"[|&;<>$*~]|--executor")


def run_verbs(text: str, folder: Path) -> subprocess.CompletedProcess[str] | None:
    """Run lines that are calls of `dagscope` alone, without a fresh interpreter for each; None for all other blocks."""
    lines = text.splitlines()
    if _NEEDS_A_SHELL.search(text) or not all(line.startswith("dagscope ") for line in lines):
        return None
    out, done = "", None
    for line in lines:
        done = run_python("-m", "dagscope_app.cli", *shlex.split(line)[1:], cwd=folder, env=environment(folder))
        out += done.stdout
        if done.returncode:
            break
    return done and subprocess.CompletedProcess(text, done.returncode, out, done.stderr)


def run_block(block: Block, folder: Path) -> str | None:
    """Return what the block prints; None where it prints nothing by its nature."""
    if block.title:
        target = folder / block.title
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text, encoding="utf-8")
        return None
    if block.language == "sh":
        done = run_verbs(block.text, folder) or run(["bash", "-e"], folder, block.text)
    elif block.language == "python":
        done = run_python("-c", block.text, cwd=folder, env=environment(folder))
    elif block.language == "ipython":
        (folder / "session.ipy").write_text(block.text, encoding="utf-8")
        done = run([sys.executable, "-W", "ignore", "-m", "IPython", "--quick", "session.ipy"], folder)
    else:
        return None
    assert done.returncode == block.fails, f"line {block.line} ended with {done.returncode}\n{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


@pytest.mark.parametrize("page", LESSONS, ids=name_of)
def test_blocks_run_and_print_what_the_page_says(page: Path, tmp_path: Path) -> None:
    checker, out = doctest.OutputChecker(), None
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.language == "text":
            assert out is not None, f"line {block.line}: nothing was run before"
            assert checker.check_output(block.text, out, _FLAGS), f"line {block.line}: it printed\n{out}"
        else:
            out = run_block(block, tmp_path)


def test_pictures_of_modifiers_are_what_draw_makes(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert text == with_pictures(text, tmp_path), "call: python -m tests.docs.pictures"


def test_every_modifier_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    modifiers = {
        name
        for name in [*function_modifiers.__all__]
        if callable(getattr(function_modifiers, name)) and name[0].islower() and name != "configuration"
    }

    assert [] == sorted(name for name in modifiers if not re.search(rf"\b{name}\b", text))


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", _without_code(page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def _without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_relative_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8"))):
        if "://" in link or link.startswith("mailto:"):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def commands(text: str) -> list[list[str]]:
    """Return the `dagscope VERB ...` lines of a page's code."""
    found = []
    for match in re.finditer(r"^ *(?:\$ )?dagscope (\w+)\b(.*)$", text.replace("\\\n", " "), re.MULTILINE):
        rest = match[2].split("   # ")[0].split("  # ")[0].split(" > ")[0]
        if match[1] in COMMANDS and "..." not in rest:
            found.append([match[1], *shlex.split(rest)])
    return found


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_have_the_options_they_are_shown_with(page: Path) -> None:
    for command in commands(page.read_text(encoding="utf-8")):
        if command[0] != "hamilton":
            make_parser([command[0]]).parse_args(command)


def test_command_line_is_as_its_parser_says() -> None:
    assert command_line.document() == command_line.PAGE.read_text(encoding="utf-8"), "python -m tests.docs.command_line"


def test_every_page_is_in_the_navigation() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")}

    assert [] == sorted(page for page in pages if page not in text)


def test_programs_that_are_not_run_can_be_compiled() -> None:
    for page in PAGES:
        for block in blocks(page.read_text(encoding="utf-8")):
            if block.language == "py":
                compile(block.text, name_of(page), "exec")


def test_every_block_is_run_or_said_to_be_for_another_machine() -> None:
    """A page outside the lessons has no program of its own, unless a test of its own runs it (`test_recipes`)."""
    others = {"docs/networkx.md", "README.md", "docs/performance.md"}
    for page in PAGES:
        if page not in LESSONS and name_of(page) not in others:
            languages = {block.language for block in blocks(page.read_text(encoding="utf-8"))}
            assert not languages & {"python", "sh", "ipython"}, name_of(page)


def test_every_block_says_what_it_is() -> None:
    """What no pattern of the other tests finds would never be run."""
    known = {"console", "csv", "ipython", "mermaid", "plain", "py", "python", "sh", "text", "toml", "yaml"}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        found = blocks(text)
        assert len(re.findall(r"^\s*(?:```|~~~)", text, re.MULTILINE)) == 2 * len(found), name_of(page)
        assert {block.language for block in found} <= known, name_of(page)


def test_toml_of_pages_can_be_read() -> None:
    tomllib = pytest.importorskip("tomllib")
    for page in PAGES:
        for block in blocks(page.read_text(encoding="utf-8")):
            if block.language == "toml":
                tomllib.loads(block.text)
