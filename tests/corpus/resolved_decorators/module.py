from typing import Any, Dict, List

from hamilton.function_modifiers import (
    ResolveAt,
    extract_fields,
    inject,
    parameterize_sources,
    parameterized_subdag,
    resolve,
    resolve_from_config,
    source,
    value,
)


@resolve(
    when=ResolveAt.CONFIG_AVAILABLE,
    decorate_with=lambda fields, default=0: extract_fields({name: int for name in fields}, fill_with=default),
)
def record() -> dict:
    return {"a": 1, "b": 2}


@resolve_from_config(decorate_with=lambda pairs: parameterize_sources(**{out: {"x": read} for out, read in pairs.items()}))
def shifted(x: int, by: int = 100) -> int:
    """{x} shifted."""
    return x + by


def _scaled(number: int, scale: int) -> int:
    return number * scale


@resolve(
    when=ResolveAt.CONFIG_AVAILABLE,
    decorate_with=lambda scales: parameterized_subdag(
        _scaled,
        inputs={"number": source("a")},
        **{f"scaled_{name}": {"inputs": {"scale": value(by)}} for name, by in scales.items()},
    ),
)
def scaled(_scaled: int) -> int:
    return _scaled
