"""`dagscope compare`: causes before what they affect, tolerances, keys, reports, exit codes, revisions."""

from __future__ import annotations

import json
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from dagscope.compare.report import Report
from dagscope.compare.report_picture import dot
from dagscope.records import Change, NodeDiff

from tests.warm_python import run_python

FLOW = """
import pandas as pd
RATE = 1.1
def _round(value: float) -> float:
    return round(value, 9)
def sales(region: str) -> pd.DataFrame:
    return pd.DataFrame({"id": [1, 2, 3], "price": [10.0, 20.0, 30.0]})
def total(sales: pd.DataFrame) -> float:
    return _round(sales["price"].sum() * RATE)
def count(sales: pd.DataFrame) -> int:
    return len(sales)
def label(total: float, region: str) -> str:
    return f"{region}: {total}"
def unrelated() -> int:
    return 1
"""
SETTINGS = """
[[scenario]]
name = "us"
modules = ["flow"]
final_vars = ["label", "count"]
[scenario.inputs]
region = "US"

[[scenario]]
name = "same"
modules = ["flow"]
final_vars = ["label", "count"]
[scenario.inputs]
region = {literal = "'US'"}

[[scenario]]
name = "ca"
modules = ["flow"]
final_vars = ["label", "count"]
[scenario.inputs]
region = "CA"

[[scenario]]
name = "other"
modules = ["flow", "later"]
allow_module_overrides = true
final_vars = ["label", "count"]
[scenario.inputs]
region = "US"

[[scenario]]
name = "near"
modules = ["flow"]
final_vars = ["label", "count"]
[scenario.inputs]
region = "US"
[scenario.overrides]
total = 66.00000001

[[scenario]]
name = "broken"
modules = ["flow", "bad"]
allow_module_overrides = true
final_vars = ["label"]
[scenario.inputs]
region = "US"
"""
READING = """
[[scenario]]
name = "reading"
modules = ["flow"]
final_vars = ["label"]
[scenario.inputs]
region = {file = "region.txt"}
"""
LATER = """
import pandas as pd
def sales(region: str) -> pd.DataFrame:
    return pd.DataFrame({"id": [0, 1, 2, 3], "price": [5.0, 10.0, 20.0, 31.0]})
"""
BAD = "def total(sales: object) -> float:\n    raise ValueError('no total today')\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("projects") / "shop"
    made.mkdir()
    for name, text in (("flow.py", FLOW), ("later.py", LATER), ("bad.py", BAD), ("dagscope.toml", SETTINGS)):
        (made / name).write_text(text)
    return made


def dagscope(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return run_python("-m", "dagscope_app.cli", *map(str, arguments), cwd=cwd)


def compare(folder: Path, left: str, right: str, *more: object) -> subprocess.CompletedProcess[str]:
    return dagscope("compare", folder, "--left", left, "--right", right, *more)


def found_of(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stdout)


def test_causes_stand_before_what_they_affect(folder: Path) -> None:
    done = compare(folder, "us", "other", "--run")

    assert 0 == done.returncode, done.stderr
    text = done.stdout
    places = [text.index(word) for word in ("scenario", "modules", "causes", "sales", "affected", "total", "label")]
    assert places == sorted(places)
    assert "code differs: flow.sales → later.sales" in text
    assert "value differs: 3 of 3 rows differ; 1 row only on the right" in text
    assert "1 cause, 3 affected" in text


def test_without_a_run_what_may_differ_is_named(folder: Path) -> None:
    rows = {row["name"]: row for row in found_of(compare(folder, "us", "ca", "--json"))["nodes"]}

    assert ("cause", [["input", "region", "'US'", "'CA'"]]) == (
        rows["region"]["role"], [list(change.values()) for change in rows["region"]["structure"]]
    )  # fmt: skip
    assert {"sales": "affected", "label": "affected", "unrelated": "same"}.items() <= {
        name: row["role"] for name, row in rows.items()
    }.items()


def test_a_run_tells_what_an_input_really_affects(folder: Path) -> None:
    rows = {
        row["name"]: (row["role"], row["value"])
        for row in found_of(compare(folder, "us", "ca", "--run", "--json"))["nodes"]
    }

    assert {
        "region": ("cause", "different"), "sales": ("same", "equal"), "total": ("same", "equal"),
        "label": ("affected", "different"), "unrelated": ("same", "not_run"),
    }.items() <= rows.items()  # fmt: skip


def test_exit_codes(folder: Path) -> None:
    assert 0 == compare(folder, "us", "same", "--run", "--exit-code").returncode
    assert 3 == compare(folder, "us", "other", "--run", "--exit-code").returncode
    assert 3 == compare(folder, "us", "ca", "--exit-code").returncode
    failed = compare(folder, "us", "broken", "--final-vars", "label", "--exit-code")
    assert 1 == failed.returncode and "run of right" in failed.stderr


def test_what_failed_and_was_skipped_on_one_side_is_said(folder: Path) -> None:
    text = compare(folder, "us", "broken", "--final-vars", "label").stdout

    assert "has a value on the left; failed: ValueError: no total today on the right" in text
    assert "has a value on the left; skipped on the right" in text


def test_tolerances_are_changed_by_options(folder: Path) -> None:
    def value(*options: object) -> str:
        rows = found_of(compare(folder, "us", "near", "--run", "--json", *options))["nodes"]
        return str({row["name"]: row["value"] for row in rows}["total"])

    assert ("close", "different", "close") == (value(), value("--rtol", 0), value("--rtol", 0, "--atol", "1e-6"))


def test_rows_are_matched_by_a_nodes_key(folder: Path) -> None:
    values = found_of(compare(folder, "us", "other", "--run", "--json", "--key", "sales=id"))["values"]

    assert {"same": 2, "changed": 1, "only_left": 0, "only_right": 1, "close": 0} == values["sales"]["counts"]
    assert ["rows matched by id"] == values["sales"]["notes"]


class Page(HTMLParser):
    """Remembers what a page would load, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag == "script":
            self.loads.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_needs_nothing_else_and_says_everything(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"

    done = compare(folder, "us", "other", "--run", "-o", target)

    assert str(target) in done.stdout
    page = Page()
    page.feed(target.read_text(encoding="utf-8"))
    assert [] == page.loads
    assert "<svg" in target.read_text(encoding="utf-8")
    for words in (
        "us → other",
        "Causes",
        "code differs: flow.sales → later.sales",
        "31.0",
        "Affected",
        "only on the right",
    ):
        assert words in page.text


def test_markdown_and_json_reports(folder: Path, tmp_path: Path) -> None:
    targets = [tmp_path / "report.md", tmp_path / "report.json"]

    done = compare(folder, "us", "other", "--run", "-o", targets[0], "-o", targets[1])

    assert [str(target) for target in targets] == done.stdout.splitlines()[-2:]

    text = (tmp_path / "report.md").read_text()
    assert "| `sales` | code differs: flow.sales" in text and "## Affected" in text
    assert json.loads((tmp_path / "report.json").read_text())["differs"] is True


def test_a_picture_of_both_graphs(folder: Path, tmp_path: Path) -> None:
    done = compare(folder, "us", "other", "--run", "-o", tmp_path / "report.png")

    assert (tmp_path / "report.png").read_bytes().startswith(b"\x89PNG"), done.stderr


def test_the_picture_says_what_differs_and_what_it_leaves_out() -> None:
    rows = (
        NodeDiff("a", "cause", (Change("code", "m.a"),), "different", '1 → "2"'),
        NodeDiff("b", "affected", value="different", detail="3 → 4"),
        NodeDiff("only", "cause", (Change("left"),)),
        *(NodeDiff(f"same{number}") for number in range(300)),
    )
    edges = (("a", "b"), ("b", "same0"), ("same1", "same2"))

    text = dot(Report("l", "r", (), rows, edges=edges))

    assert '"a" [label="a\\ndiffers\\n1 → \\"2\\""' in text and '"only" [label="only\\nonly left"' in text
    assert '"a" -> "b"' in text and '"b" -> "same0"' in text and '"same1"' not in text
    assert "299 nodes that are the same are left out" in text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("-o", "report.docx"), ".html"),
        (("-o", "-", "-o", "-"), "twice"),
        (("--rtol", "-1"), "tolerance"),
        (("--rtol", "much"), "tolerance"),
        (("--key", "sales"), "node=column"),
        (("--key", "nowhere=id"), "no node"),
    ],
)
def test_wrong_usage_is_said(folder: Path, more: tuple[str, ...], words: str) -> None:
    done = compare(folder, "us", "ca", *more)

    assert 2 == done.returncode
    assert words in done.stderr.splitlines()[-1]


# Revisions ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("repository")
    project = top / "work" / "shop"
    project.mkdir(parents=True)
    (project / "dagscope.toml").write_text(SETTINGS + READING)
    (project / "later.py").write_text(LATER)
    (project / "region.txt").write_text("US")
    no_text = "\nimport os\n'revision' in __file__ and os.write(2, bytes([255, 10]))\n"
    (project / "flow.py").write_text(FLOW + no_text)
    git(top, "init", "-q", "-b", "main")
    git(top, "add", ".")
    git(top, "commit", "-qm", "first")
    git(top, "tag", "v1")
    (project / "flow.py").write_text("def broken(:\n")
    git(top, "commit", "-qam", "broken")
    git(top, "tag", "v2")
    (project / "region.txt").write_text("CA")
    (project / "flow.py").write_text(
        FLOW.replace("round(value, 9)", "round(value, 0)").replace("RATE = 1.1", "RATE = 1.25")
    )
    return project


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


def test_a_revision_is_compared_with_the_files_of_now(repository: Path) -> None:
    before = git(repository, "status", "--porcelain"), git(repository, "worktree", "list")

    done = compare(repository, "v1:us", "us", "--run", "--json")

    rows = {row["name"]: row for row in found_of(done)["nodes"]}
    assert [("helper", "_round"), ("constant", "RATE")] == [
        (change["kind"], change["what"]) for change in rows["total"]["structure"]
    ]
    assert {
        "total": ("cause", "different"),
        "label": ("affected", "different"),
        "sales": ("same", "equal"),
    }.items() <= {name: (row["role"], row["value"]) for name, row in rows.items()}.items()
    assert "66.0 → 75.0" == rows["total"]["detail"]
    assert before == (git(repository, "status", "--porcelain"), git(repository, "worktree", "list"))


def test_a_file_of_a_revision_is_compared_by_what_it_holds_before_any_run(repository: Path) -> None:
    rows = {row["name"]: row for row in found_of(compare(repository, "v1:reading", "reading", "--json"))["nodes"]}

    (change,) = rows["region"]["structure"]
    assert ("cause", "input") == (rows["region"]["role"], change["kind"])
    assert change["left"] != change["right"] and "file: region.txt (2 bytes, " in change["left"]


def test_two_equal_revisions_are_the_same(repository: Path) -> None:
    done = compare(repository, "v1:us", "HEAD~1:us", "--run", "--exit-code")

    assert 0 == done.returncode, done.stdout + done.stderr


def test_a_revision_may_hold_files_named_like_libraries_and_starts_no_hook(repository: Path, tmp_path: Path) -> None:
    for name in ("json", "argparse", "typing", "dagscope/__init__"):
        path = repository / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text("raise RuntimeError('this is not the library')\n")
    git(repository, "checkout", "-q", "v1", "--", "flow.py")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "named like libraries")
    ran = tmp_path / "ran"
    hook = Path(git(repository, "rev-parse", "--absolute-git-dir").strip()) / "hooks" / "post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {ran}\n")
    hook.chmod(0o755)

    done = compare(repository, "HEAD:us", "v1:us", "--run", "--exit-code")

    assert 0 == done.returncode, done.stdout + done.stderr
    assert not ran.exists()


@pytest.mark.parametrize(
    ("side", "words", "code"),
    [
        ("nowhere:us", "there is no revision 'nowhere'", 2),
        ("v1:none", "v1:none: there is no scenario 'none'", 2),
        ("v2:us", "v2/flow.py:1: ", 1),
    ],
)
def test_a_revision_that_cannot_be_compared_is_one_sentence(repository: Path, side: str, words: str, code: int) -> None:
    done = compare(repository, side, "us")

    assert code == done.returncode, done.stderr
    assert words in done.stderr and "Traceback" not in done.stderr


def test_settings_that_are_broken_at_a_revision_are_named_by_it(repository: Path) -> None:
    (repository / "dagscope.toml").write_text("[[scenario]\n")
    git(repository, "commit", "-qam", "broken settings")
    git(repository, "checkout", "-q", "v1", "--", "dagscope.toml")

    done = compare(repository, "HEAD:us", "us")

    assert 2 == done.returncode and "; HEAD/dagscope.toml:1: dagscope.toml is not TOML" in done.stderr, done.stderr


def test_no_repository_and_no_git_are_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    none = compare(folder, "main:us", "us")
    monkeypatch.setenv("PATH", "")
    without = compare(folder, "main:us", "us")

    assert (2, 1) == (none.returncode, len(none.stderr.splitlines())) and "no git repository" in none.stderr
    assert (2, 1) == (without.returncode, len(without.stderr.splitlines())) and "needs git" in without.stderr
