"""What stands around the MCP server: drivers from texts, plain data, examples."""

from __future__ import annotations

import sys

import pytest
from dagscope.plugins.h_mcp import _helpers, _templates


def test_a_driver_from_a_text_is_cleaned_up() -> None:
    dr, module = _helpers.build_driver_from_code("def a(x: int) -> int:\n    return x + 1\n", {"k": 1})

    assert {"a": 2} == dr.execute(["a"], inputs={"x": 1}) and module.__name__ in sys.modules
    _helpers.cleanup_temp_module(module)
    assert module.__name__ not in sys.modules


@pytest.mark.parametrize(
    ("code", "kind", "detail"),
    [("def a(x) -> int:\n    return 1\n", "ValueError", None), ("def a(:", "SyntaxError", "line 1")],
)
def test_errors_are_records(code: str, kind: str, detail: str | None) -> None:
    before = set(sys.modules)
    with pytest.raises((ValueError, SyntaxError)) as caught:
        _helpers.build_driver_from_code(code)

    (record,) = _helpers.format_exception_chain(caught.value)
    assert (kind, detail) == (record["type"], record["detail"]) and record["message"] in str(caught.value)
    assert "Traceback" in record["traceback"]
    assert not [name for name in set(sys.modules) - before if name.startswith("mcp_temp_") and kind == "ValueError"]


def test_results_are_plain_data() -> None:
    np, pd = pytest.importorskip("numpy"), pytest.importorskip("pandas")
    results = {"n": 1, "none": None, "frame": pd.DataFrame({"x": [1]}), "array": np.array([1, 2])}

    assert {"n": "1", "none": "None", "frame": {"x": {0: 1}}, "array": [1, 2]} == _helpers.serialize_results(results)


def test_every_example_builds() -> None:
    names = list(_templates.get_available_templates({"pandas", "numpy"}))

    assert ["basic_pure_python"] == list(_templates.get_available_templates(set()))
    assert sorted(names) == _templates.get_capabilities({"pandas", "numpy"})["available_scaffolds"]
    for each in _templates.ALL_TEMPLATES:
        if all(_templates.AVAILABLE_LIBS[library] for library in each.requires):
            code = each.code.replace("from hamilton", "from dagscope")
            dr, module = _helpers.build_driver_from_code(code, {"region": "eu"})
            assert [node for node in dr.list_available_variables() if not node.is_external_input]
            _helpers.cleanup_temp_module(module)
