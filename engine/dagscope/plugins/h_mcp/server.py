"""The MCP server: a model checks, looks at and runs dataflows it wrote. It keeps nothing between two calls.

Executing runs whatever Python code it is given, with the rights of the server's process.
"""

from __future__ import annotations

import contextlib
import inspect
import threading
import time
from collections.abc import Iterator
from typing import Any

from dagscope.htypes import get_type_as_string
from dagscope.plugins.h_mcp._helpers import (
    build_driver_from_code,
    cleanup_temp_module,
    format_exception_chain,
    serialize_results,
)
from dagscope.plugins.h_mcp._templates import get_available_templates, get_capabilities
from dagscope.plugins.missing_library import missing_library

try:
    from fastmcp import FastMCP
except ImportError:
    raise missing_library("h_mcp.server", "fastmcp") from None

mcp = FastMCP(
    name="Hamilton",
    instructions=(
        "Dataflows of plain Python functions: a function is a node, its parameters name the nodes it reads, and "
        "all of them "
        "have type annotations. First find out which libraries the user works with and call hamilton_capabilities "
        "with them. "
        "Then begin with hamilton_scaffold, check the code with hamilton_validate_dag, show it with "
        "hamilton_visualize, "
        "mend what is wrong, and only then run it with hamilton_execute."
    ),
)

_NO_PICTURE = "Error: pictures need the package graphviz: pip install graphviz"
_OVERVIEW = """\
A dataflow is made of functions:
- the name of a function is the name of its node,
- its parameters are the nodes it reads, or inputs where there is no such node,
- its parameters and its result have type annotations.

    # flow.py
    def doubled(number: int) -> int:
        return number * 2

A driver builds the dataflow, checks it, and computes what is asked for:

    from hamilton import driver
    import flow

    dr = driver.Builder().with_modules(flow).build()
    dr.execute(["doubled"], inputs={"number": 21})

Decorators of hamilton.function_modifiers make several nodes of one function, choose functions by config, check values
and more: ask for the topic `decorators`.
"""
_DECORATORS = {
    "parameterize": "makes several nodes of one function, with other sources or values for its parameters",
    "parameterize_sources": "the same with other sources only",
    "parameterize_values": "the same with other values of one parameter",
    "extract_columns": "makes a node of each column of a frame",
    "extract_fields": "makes a node of each field of a dictionary",
    "config": "takes a function only for some config: `config.when(...)`",
    "check_output": "checks a value with validators",
    "tag": "puts tags on a node",
    "tag_outputs": "puts tags on some of a function's nodes",
    "pipe": "passes a value through steps, one after the other",
    "does": "puts another function in place of the body",
    "subdag": "takes in a whole dataflow under a namespace",
    "inject": "fixes parameters to values or sources",
    "schema": "says which columns a frame has",
    "cache": "says how a value is kept between runs",
    "load_from": "loads a parameter's value from outside",
    "save_to": "saves a value outside",
}


@contextlib.contextmanager
def _built(code: str, config: dict[str, Any] | None) -> Iterator[Any]:
    dr, module = build_driver_from_code(code, config)
    try:
        yield dr
    finally:
        cleanup_temp_module(module)


@mcp.tool()
def hamilton_validate_dag(code: str, config: dict | None = None) -> dict:
    """Check a dataflow without running it: whether it can be built, which nodes it has and which inputs it needs.

    Gives `valid`, `node_count`, `nodes`, `inputs` and, of one that cannot be built, `errors`.
    """
    try:
        with _built(code, config) as dr:
            found = dr.list_available_variables()
    except Exception as error:  # noqa: BLE001 - whatever the code does when it is imported
        return {"valid": False, "node_count": 0, "nodes": [], "inputs": [], "errors": format_exception_chain(error)}
    nodes = sorted(each.name for each in found if not each.is_external_input)
    inputs = sorted(each.name for each in found if each.is_external_input)
    return {"valid": True, "node_count": len(nodes), "nodes": nodes, "inputs": inputs, "errors": []}


@mcp.tool()
def hamilton_list_nodes(code: str, config: dict | None = None) -> dict:
    """List the nodes of a dataflow with their types, tags, documentation and what they read."""
    try:
        with _built(code, config) as dr:
            nodes = [_record(each) for each in dr.list_available_variables()]
    except Exception as error:  # noqa: BLE001 - whatever the code does when it is imported
        return {"nodes": [], "errors": format_exception_chain(error)}
    return {"nodes": nodes, "errors": []}


def _record(node: Any) -> dict[str, Any]:
    return {
        "name": node.name,
        "type": get_type_as_string(node.type) or "",
        "is_external_input": node.is_external_input,
        "tags": node.tags,
        "required_dependencies": sorted(node.required_dependencies),
        "optional_dependencies": sorted(node.optional_dependencies),
        "documentation": node.documentation,
    }


@mcp.tool()
def hamilton_visualize(code: str, config: dict | None = None, output_format: str = "dot") -> str:
    """Draw a dataflow; gives the source of the picture in Graphviz' DOT language."""
    try:
        with _built(code, config) as dr:
            picture = dr.display_all_functions(render_kwargs={"view": False})
    except ImportError as error:
        return _NO_PICTURE if error.name == "graphviz" else f"Error: {error}"
    except Exception as error:  # noqa: BLE001 - whatever the code does when it is imported
        return f"Error: {error}"
    return _NO_PICTURE if picture is None else str(picture.source)


@mcp.tool()
def hamilton_execute(
    code: str,
    final_vars: list[str],
    inputs: dict | None = None,
    config: dict | None = None,
    timeout_seconds: int = 30,
) -> dict:
    """Run a dataflow and give the values of `final_vars`, as plain data. This runs the code it is given.

    After `timeout_seconds` the answer says so; the code itself cannot be stopped and goes on until it ends.
    """
    outcome: dict[str, Any] = {}

    def run() -> None:
        started = time.monotonic()
        try:
            outcome["results"] = serialize_results(dr.execute(final_vars, inputs=inputs or {}))
        except Exception as error:  # noqa: BLE001 - it goes to whoever asked
            outcome["error"] = str(error)
        outcome["execution_time_ms"] = round((time.monotonic() - started) * 1000, 1)

    try:
        with _built(code, config) as dr:
            # Not one the process would wait for at its end.
            thread = threading.Thread(target=run, daemon=True)
            thread.start()
            thread.join(timeout_seconds)
    except Exception as error:  # noqa: BLE001 - whatever the code does when it is imported
        return {"error": str(error)}
    return {"error": f"Execution timed out after {timeout_seconds}s"} if thread.is_alive() else outcome


@mcp.tool()
def hamilton_get_docs(topic: str) -> str:
    """Explain a topic: `overview`, `decorators`, `driver`, `builder`, or a decorator by its name."""
    from dagscope import driver, function_modifiers

    wanted = topic.strip().lower()
    if wanted == "overview":
        return _OVERVIEW
    if wanted == "decorators":
        lines = [f"  @{name}: {text}" for name, text in _DECORATORS.items()]
        return "\n".join(
            ["Decorators of hamilton.function_modifiers:", *lines, "Ask for one by its name to read more."]
        )
    found = driver.Builder if wanted in ("driver", "builder") else getattr(function_modifiers, wanted, None)
    text = inspect.getdoc(found) if found is not None else None
    if text:
        return text if found is driver.Builder else f"@{wanted}\n\n{text}"
    return f"Unknown topic '{wanted}'. Supported: overview, decorators, driver, builder, {', '.join(_DECORATORS)}."


@mcp.tool()
def hamilton_capabilities(preferred_libraries: list[str] | None = None) -> dict:
    """Tell which libraries are installed and which templates there are, for the libraries the user prefers if given."""
    return get_capabilities(None if preferred_libraries is None else set(preferred_libraries))


@mcp.tool()
def hamilton_scaffold(pattern: str, preferred_libraries: list[str] | None = None) -> str:
    """Give the source of a module to begin with; hamilton_capabilities lists the patterns."""
    templates = get_available_templates(None if preferred_libraries is None else set(preferred_libraries))
    found = templates.get(pattern.strip().lower())
    return (
        found.code
        if found is not None
        else f"Unknown pattern '{pattern}'. Available patterns: {', '.join(sorted(templates))}"
    )
