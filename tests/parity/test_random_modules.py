"""Random modules give the same nodes, results and errors under both engines."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.parity import compare

KINDS = (
    "plain",
    "plain",
    "plain",
    "tag",
    "when",
    "parameterize",
    "inject",
    "fields",
    "subdag",
    "pipe",
    "unpack",
)
HEADER = (
    "from typing import Optional\n"
    "from hamilton.function_modifiers import (config, extract_fields, inject, parameterize, pipe_output, source, "
    "step,\n"
    "    subdag, tag, tag_outputs, unpack_fields, value)\n\n"
    "def _double(v: int) -> int:\n    return 2 * v\n\n"
    "def _shift(v: int, by: int = 1) -> int:\n    return v + by\n\n"
)


@st.composite
def functions(draw: st.DrawFn, prefix: str = "f", depth: int = 0) -> tuple[str, list[str]]:
    """Return the text of some functions and the names of the nodes they make."""
    lines: list[str] = []
    names: list[str] = []
    for index in range(draw(st.integers(1, 6))):
        name = f"{prefix}{index}"
        available = [*names, "x", "y", "k"]
        parameters = draw(st.lists(st.sampled_from(available), min_size=1, max_size=3, unique=True))
        defaults = draw(st.booleans())
        signature = ", ".join(f"{each}: int" for each in parameters)
        if defaults:
            signature += f", extra{draw(st.integers(0, 1))}: int = {draw(st.integers(0, 9))}"
        total = " + ".join(parameters)
        kind = draw(st.sampled_from(KINDS if depth < 2 else KINDS[:8]))
        lines.append(_function(draw, kind, name, parameters, signature, total, depth))
        names += {
            "fields": [name, f"{name}_b"],
            "unpack": [name, f"{name}_b"],
            "parameterize": [name, f"{name}_b"],
        }.get(kind, [name])
    return "\n".join(lines), names


def _function(
    draw: st.DrawFn, kind: str, name: str, parameters: list[str], signature: str, total: str, depth: int
) -> str:
    body = f"def {name}({signature}) -> int:\n    '''Makes {name}.'''\n    return {total} + {len(name)}\n"
    first = parameters[0]
    if kind == "tag":
        return f"@tag(owner='{name}', kind=['a', 'b'])\n" + body
    if kind == "when":
        one = body.replace(f"def {name}(", f"def {name}__one(")
        other = body.replace(f"def {name}(", f"def {name}__other(").replace("return ", "return 100 + ")
        return f"@config.when(mode='one')\n{one}\n@config.when_not(mode='one')\n{other}"
    if kind == "parameterize":
        made = f"{name}={{'{first}': value({draw(st.integers(0, 5))})}}, {name}_b={{'{first}': source('x')}}"
        return f"@parameterize({made})\n" + body.replace(f"def {name}(", f"def {name}_base(")
    if kind == "inject":
        return f"@inject({first}=source('y'))\n" + body
    if kind == "fields":
        text = f"def {name}_all({signature}) -> dict:\n    return {{'{name}': {total}, '{name}_b': 1}}\n"
        target = f"@tag_outputs({name}={{'t': 'v'}})\n" if draw(st.booleans()) else ""
        return f"{target}@extract_fields({{'{name}': int, '{name}_b': int}})\n{text}"
    if kind == "unpack":
        return (
            f"@unpack_fields('{name}', '{name}_b')\ndef {name}_pair({signature}) -> tuple[int, int]:\n"
            f"    return {total}, 1\n"
        )
    if kind == "pipe":
        return f"@pipe_output(step(_double), step(_shift, by={draw(st.integers(0, 3))}))\n" + body
    if kind == "subdag":
        inner, inner_names = draw(functions(prefix=f"{name}_in", depth=depth + 1))
        given_x = draw(st.sampled_from(["", ", inputs={'x': value(3)}", ", inputs={'x': source('y')}"]))
        chosen = draw(st.sampled_from(["", ", config={'mode': 'one'}"]))
        space = draw(st.sampled_from(["", f", namespace='ns_{name}'"]))
        last = inner_names[-1]
        members = ", ".join(dict.fromkeys(_defined(inner)))
        return (
            f"{inner}\n@subdag({members}{given_x}{chosen}{space})\ndef {name}({last}: int) -> int:\n"
            f"    return {last} + 1\n"
        )
    return body


def _defined(text: str) -> list[str]:
    return [line[4:].partition("(")[0] for line in text.splitlines() if line.startswith("def ")]


@settings(max_examples=60, suppress_health_check=list(HealthCheck), database=None)
@given(st.data())
def test_random_modules_agree(data: st.DataObject) -> None:
    text, names = data.draw(functions())
    sources = {"generated": HEADER + text}
    overriding = data.draw(st.booleans())
    if overriding:
        replaced = data.draw(st.sampled_from(names))
        sources["overriding"] = f"def {replaced}(y: int, z: int = 2) -> int:\n    return y * z\n"
    config: dict[str, Any] = data.draw(
        st.sampled_from([{}, {"mode": "one"}, {"k": 4}, {"mode": "two", "x": 5}, {names[0]: 7}])
    )
    inputs = {key: number for key, number in (("x", 1), ("y", 2), ("k", 3)) if key not in config}
    overrides = data.draw(st.dictionaries(st.sampled_from([*names, "x"]), st.integers(0, 99), max_size=2))
    wanted = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
    case = compare.Case(
        sources=sources,
        config=config,
        allow_module_overrides=overriding,
        runs=(
            compare.Run(wanted, inputs),
            compare.Run(wanted, inputs, overrides),
            compare.Run(names, {**inputs, "extra0": 8}),
            compare.Run(wanted, {}),
            compare.Run([*wanted, "nobody"], inputs),
        ),
    )

    expected, actual = compare.observe(case, "hamilton"), compare.observe(case, "dagscope")

    assert expected == actual, sources["generated"]
