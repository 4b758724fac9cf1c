"""Functions that the config switches off: listed, each with the condition that it does not meet."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from dagscope.describe.definitions import not_used
from dagscope.scenario import ModuleChoice, Scenario, literal
from dagscope.session.session import Session


@pytest.mark.parametrize(
    ("decorator", "config", "why"),
    [
        ("@config.when(a=1)", {}, "needs a = 1, which is not set"),
        ("@config.when(a=1)", {"a": 2}, "needs a = 1, which is 2"),
        ("@config.when(a=1, b=2)", {"a": 1}, "needs b = 2, which is not set"),
        ("@config.when(a=1, b=2)", {}, "needs a = 1, which is not set; needs b = 2, which is not set"),
        ("@config.when_not(a=1)", {"a": 1}, "needs another a than 1, which is 1"),
        ("@config.when_in(a=[1, 2])", {"a": 3}, "needs a in [1, 2], which is 3"),
        ("@config.when_not_in(a=[1, 2])", {"a": 2}, "needs a not in [1, 2], which is 2"),
        ("@config(lambda c: False)", {}, "its own condition on the config does not hold"),
        ("@config(lambda c: False, config_used=['a'])", {}, "its own condition on a does not hold"),
        ("@config.when(a=1)\n@config.when(b=2)", {"a": 1}, "needs b = 2, which is not set"),
        ("@config.when(a=1)", {"a": 1}, None),
        ("@hamilton_exclude", {}, None),
    ],
)
def test_what_is_switched_off_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decorator: str, config: dict[str, object], why: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    name = f"flow_{abs(hash((decorator, repr(config))))}"
    (tmp_path / f"{name}.py").write_text(
        "from dagscope.function_modifiers import config, hamilton_exclude\n"
        f"{decorator}\ndef extra(x: int) -> int:\n    return x\n\ndef other(x: int) -> int:\n    return x\n"
    )
    specs = {key: literal(value) for key, value in config.items()}
    session = Session()
    session.open(str(tmp_path), "once")
    slot = session.build("main", Scenario("s", modules=(ModuleChoice(name),), config=specs))
    expected = [] if why is None else [("extra", why)]
    assert expected == [(each.function, each.reason) for each in not_used(slot.records.definitions)]
