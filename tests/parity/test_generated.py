"""Modules written at random, with stacked decorators and nested subdags: both engines make the same of them."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.parity import compare

INPUTS = ("i0", "i1", "i2")
PRELUDE = '''
from hamilton.function_modifiers import *

def _plus(x: int, y: int = 1) -> int:
    """Adds."""
    return x + y

def _times(x: int, by: int) -> int:
    return x * by

def _sum(**numbers: int) -> int:
    return sum(numbers.values())
'''


class Writer:
    """Writes functions one after the other, each reading inputs or nodes written before."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.lines: list[str] = []
        self.nodes: list[str] = []
        self.members: list[tuple[str, list[str], str]] = []  # function, what it reads, the node it makes

    def pick(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def number(self) -> int:
        return self.draw(st.integers(-3, 9))

    def read(self) -> str:
        return str(self.pick(*INPUTS, *self.nodes))

    def dependency(self) -> str:
        return f"source({self.read()!r})" if self.pick(True, False) else f"value({self.number()})"

    def argument(self) -> str:
        """Return an argument of a step: Hamilton cannot read the node that the step is applied to a second time."""
        return str(self.pick("source('s0')", "source('s1')", f"value({self.number()})"))

    def steps(self, stem: str) -> str:
        made = []
        for index in range(self.pick(1, 2, 3)):
            text = self.pick("step(_plus)", f"step(_plus, y={self.argument()})", f"step(_times, by={self.argument()})")
            text += self.pick("", "", ".when(k1=1)", ".when_not(k2=0)", ".when_in(k1=[0, 2])")
            text += self.pick("", "", f".named('{stem}_{index}')", f".named('{stem}_{index}', namespace=None)")
            made.append(text)
        return ", ".join(made)

    def add(self, name: str, decorators: list[str], parameters: str, body: str, result: str = "int") -> None:
        self.lines.extend(f"@{each}" for each in decorators)
        self.lines.append(f'def {name}({parameters}) -> {result}:\n    """Doc of {name}."""\n    {body}\n')

    def write(self, number: int) -> None:
        kinds = (
            "plain",
            "variants",
            "parameterized",
            "injected",
            "fields",
            "unpacked",
            "piped",
            "checked",
            "done",
        )
        kind = self.pick(*kinds, *(("subdag", "subdag", "parameterized_subdag") if self.members else ()))
        getattr(self, f"_{kind}")(f"f{number}")

    def tags(self, *targets: str) -> list[str]:
        target = self.pick(None, None, "...", *(repr(each) for each in targets))
        extra = "" if target is None else f", target_={target}"
        return list(self.pick([], [f"tag(a='b'{extra})"], [f"tag(a='c'{extra})", "tag(a='d', e=['f', 'g'])"]))

    def _plain(self, name: str) -> None:
        first, second = self.read(), self.read()
        parameters = f"{first}: int" if first == second else f"{first}: int, {second}: int = {self.number()}"
        self.add(name, self.tags(name), parameters, f"return {first} * 2 + {second}")
        self.nodes.append(name)
        self.members.append((name, [first], name))

    def _variants(self, name: str) -> None:
        key, other = self.pick(("k1", "k2"), ("k2", "k1"))
        read = self.read()
        self.add(f"{name}__one", [f"config.when({key}=1)"], f"{read}: int", f"return {read} + 1")
        self.add(
            f"{name}__rest",
            [f"config.when_not({key}=1)", f"config.when_not_in({other}=[7])"],
            "i0: int",
            "return i0",
        )
        self.nodes.append(name)

    def _parameterized(self, name: str) -> None:
        outputs = [f"{name}_p{index}" for index in range(self.pick(1, 2))]
        given = ", ".join(f"{each}={{'x': {self.dependency()}, 'y': {self.dependency()}}}" for each in outputs)
        read = self.read()
        self.add(
            name,
            [*self.tags(), f"parameterize({given})"],
            f"x: int, y: int, {read}: int",
            f"return x - y + {read}",
        )
        self.nodes.extend(outputs)

    def _injected(self, name: str) -> None:
        members = ", ".join(self.dependency() for _ in range(self.pick(1, 3)))
        self.add(
            name,
            [*self.tags(name), f"inject(x={self.dependency()}, many=group({members}))"],
            "x: int, many: list[int]",
            "return x + sum(many)",
        )
        self.nodes.append(name)

    def _fields(self, name: str) -> None:
        read = self.read()
        fields = [f"{name}_a", f"{name}_b"]
        pipe = self.pick(
            [],
            [f"pipe_output({self.steps(name)})"],
            [f"pipe_output({self.steps(name)}, on_output={fields[0]!r})"],
        )
        self.add(
            name,
            [*self.tags(name, *fields), *pipe, f"extract_fields({{{fields[0]!r}: int, {fields[1]!r}: int}})"],
            f"{read}: int",
            f"return {{{fields[0]!r}: {read}, {fields[1]!r}: {self.number()}}}",
            "dict",
        )
        self.nodes.extend(fields)

    def _unpacked(self, name: str) -> None:
        read = self.read()
        self.add(
            name,
            [f"unpack_fields('{name}_u', '{name}_v')"],
            f"{read}: int",
            f"return {read}, 5",
            "tuple[int, int]",
        )
        self.nodes.extend((f"{name}_u", f"{name}_v"))

    def _piped(self, name: str) -> None:
        first, second = self.read(), "i2"
        parameters = f"{first}: int" if first == second else f"{first}: int, {second}: int"
        before = f"pipe_input({self.steps(name)}{self.pick('', ', on_input=' + repr(first), f', namespace={name!r}')})"
        after = f"pipe_output({self.steps(name + 'o')})"
        self.add(
            name,
            self.pick([before], [after], [after, before], [before, after]) + self.tags(name),
            parameters,
            f"return {first} + {second}",
        )
        self.nodes.append(name)
        self.members.append((name, [first, second], name))

    def _checked(self, name: str) -> None:
        read = self.read()
        importance = self.pick("warn", "fail")
        self.add(
            name,
            [
                *self.tags(name),
                f"check_output(range=({self.number()}, 10), data_type=int, importance={importance!r})",
            ],
            f"{read}: int",
            f"return {read}",
        )
        self.nodes.append(name)

    def _done(self, name: str) -> None:
        read = self.read()
        self.add(name, [f"does({self.pick('_sum', '_plus, x=' + repr(read))})"], f"{read}: int", "pass")
        self.nodes.append(name)

    def _subdag(self, name: str) -> None:
        function, reads, node = self.pick(*self.members)
        bound = {each: self.dependency() for each in reads if self.pick(True, True, False)}
        inputs = ", ".join(f"{each!r}: {given}" for each, given in bound.items())
        options = self.pick("", ", config={'k1': 1}", ", config={'k1': 2, 'extra': 3}", f", namespace='{name}_ns'")
        outside = self.read()
        parameters = f"{node}: int"
        if outside != node:
            parameters += f", {outside}: int"
            options += f", external_inputs=[{outside!r}]"
        decorator = f"subdag({function}, inputs={{{inputs}}}{options})"
        pipe = self.pick([], [], [f"pipe_output({self.steps(name)})"])
        self.add(name, [*self.tags(name), *pipe, decorator], parameters, f"return {node} * 3 + {outside}")
        self.nodes.append(name)
        self.members.append((name, [each for each in reads if each not in bound], name))

    def _parameterized_subdag(self, name: str) -> None:
        function, reads, node = self.pick(*self.members)
        variants = ", ".join(
            f"{name}_s{index}={{'inputs': {{{', '.join(f'{each!r}: {self.dependency()}' for each in reads)}}}}}"
            for index in range(self.pick(1, 2))
        )
        self.add(
            name,
            [f"parameterized_subdag({function}, config={{'k2': 0}}, {variants})"],
            f"{node}: int",
            f"return {node}",
        )
        self.nodes.extend(f"{name}_s{index}" for index in range(variants.count("'inputs'")))


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, dict[str, int], list[str], dict[str, int]]:
    writer = Writer(draw)
    for number in range(draw(st.integers(2, 7))):
        writer.write(number)
    config = draw(st.dictionaries(st.sampled_from(["k1", "k2"]), st.integers(0, 2)))
    overrides = draw(st.dictionaries(st.sampled_from(writer.nodes), st.integers(-5, 5), max_size=1))
    return PRELUDE + "\n".join(writer.lines), config, writer.nodes, overrides


@settings(
    max_examples=120,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(cases())
def test_random_module_is_the_same_under_both_engines(
    case: tuple[str, dict[str, int], list[str], dict[str, int]],
) -> None:
    source, config, nodes, overrides = case
    inputs = {"i0": 2, "i1": 3, "i2": 5, "s0": 7, "s1": -1}
    told = compare.Case(
        sources={"module": source},
        config=config,
        runs=(compare.Run(nodes, inputs), compare.Run(nodes[-1:], inputs, overrides)),
    )

    expected, actual = compare.observe(told, "hamilton"), compare.observe(told, "dagscope")

    assert _comparable(expected) == _comparable(actual), source


def _comparable(observed: dict[str, Any]) -> dict[str, Any]:
    if "error" in observed:
        return {"error": observed["error"][0]}
    for node in observed["nodes"].values():
        del node["functions"]
    return observed
