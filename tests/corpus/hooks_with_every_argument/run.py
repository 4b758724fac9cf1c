import logging
from typing import Any

import module

from hamilton import ad_hoc_utils, driver, lifecycle
from hamilton import base as hamilton_base
from hamilton.lifecycle import base

logging.disable(logging.CRITICAL)


def show(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: show(each) for key, each in value.items()}
    if type(value).__name__ == "HamiltonGraph":
        return sorted(node.name for node in value.nodes)
    if type(value).__name__ == "FunctionGraph":
        return sorted(value.nodes)
    if isinstance(value, BaseException):
        return f"{type(value).__name__}: {value}"
    return value


def line(name: str, kwargs: dict) -> None:
    shown = {key: show(kwargs[key]) for key in sorted(kwargs)}
    if "run_id" in shown:
        shown["run_id"] = type(shown["run_id"]).__name__
    if "execution_path" in shown:
        shown["execution_path"] = sorted(shown["execution_path"])
    print(name, shown)


class High(lifecycle.NodeExecutionHook, lifecycle.GraphExecutionHook, lifecycle.GraphConstructionHook):
    def run_before_node_execution(self, **kwargs: Any):
        line("before node", kwargs)

    def run_after_node_execution(self, **kwargs: Any):
        line("after node", kwargs)

    def run_before_graph_execution(self, **kwargs: Any):
        line("before graph", kwargs)

    def run_after_graph_execution(self, **kwargs: Any):
        line("after graph", kwargs)

    def run_after_graph_construction(self, **kwargs: Any):
        line("constructed", kwargs)


class Low(
    base.BasePreDoAnythingHook,
    base.BasePostGraphConstruct,
    base.BasePreGraphExecute,
    base.BasePreNodeExecute,
    base.BasePostNodeExecute,
    base.BasePostGraphExecute,
    base.BaseDoBuildResult,
):
    def pre_do_anything(self):
        print("low: first")

    def post_graph_construct(self, *, graph, modules, config):
        print("low: constructed", sorted(graph.nodes), [m.__name__ for m in modules], config)

    def pre_graph_execute(self, *, run_id, graph, final_vars, inputs, overrides):
        print("low: before graph", type(run_id).__name__, final_vars, inputs, overrides)

    def pre_node_execute(self, *, run_id, node_, kwargs, task_id=None):
        print("low: before", node_.name, kwargs, task_id, node_.type, sorted(node_.tags))

    def post_node_execute(self, *, run_id, node_, kwargs, success, error, result, task_id=None):
        print("low: after", node_.name, kwargs, success, show(error), result, task_id)

    def post_graph_execute(self, *, run_id, graph, success, error, results):
        print("low: after graph", success, show(error), results)

    def do_build_result(self, *, outputs: Any) -> Any:
        print("low: build", outputs)
        return list(outputs.values())


class Cheat(lifecycle.NodeExecutionMethod):
    def run_to_execute_node(self, *, node_callable: Any, node_kwargs: dict, **kwargs: Any) -> Any:
        line("execute", kwargs)
        return node_callable(**node_kwargs)


class Edges(lifecycle.EdgeConnectionHook):
    def check_edge_types_match(self, type_from: type, type_to: type, **kwargs: Any) -> bool:
        if type_from != type_to:  # the original also asks about edges that need no help
            print("edge", type_from, type_to, kwargs)
        return True

    def validate_input(self, node_type: type, input_value: Any, **kwargs: Any) -> bool:
        print("input", node_type, input_value, kwargs)
        return True


class Refuse(lifecycle.StaticValidator):
    def run_to_validate_node(self, *, node, **kwargs: Any):
        return node.name not in ("a", "b"), f"bad {node.name}"


class RefuseGraph(lifecycle.StaticValidator):
    def run_to_validate_graph(self, graph, **kwargs: Any):
        return False, f"bad graph of {len(graph.nodes)}"


def run(adapters: list, final_vars: list, **kwargs: Any) -> None:
    print("-" * 10, [type(each).__name__ for each in adapters], final_vars)
    try:
        dr = driver.Builder().with_modules(module).with_config({"unused": 1}).with_adapters(*adapters).build()
        print("result", dr.execute(final_vars, **kwargs))
    except Exception as error:
        print(type(error).__name__, str(error))


run([High()], ["end", "a"], inputs={"x": 1})
run([High()], ["end"], inputs={"x": 1, "y": 1}, overrides={"left": 2, "a": 5})
run([High()], ["broken", "a"], inputs={"x": 1})
run([Low(), High()], ["end"], inputs={"x": 1})
run([High(), Low()], ["broken"], inputs={"x": 1})
run([High(), Cheat()], ["end"], inputs={"x": 1})
run([Edges()], ["a"], inputs={"x": "text"})
mismatched = ad_hoc_utils.module_from_source("def p() -> int: return 1\ndef q(p: str, z: float) -> int: return 1")
print(driver.Builder().with_modules(mismatched).with_adapters(Edges()).build().execute(["q"], inputs={"z": "text"}))


class OlderEdges(hamilton_base.SimplePythonGraphAdapter):
    @staticmethod
    def check_node_type_equivalence(node_type: type, input_type: type) -> bool:
        if node_type != input_type:
            print("older edge", node_type, input_type)
        return True

    @staticmethod
    def check_input_type(node_type: type, input_value: Any) -> bool:
        print("older input", node_type, input_value)
        return True


print(driver.Driver({}, mismatched, adapter=OlderEdges()).execute(["q"], inputs={"z": "text"}))
run([Refuse()], ["a"])
run([RefuseGraph(), RefuseGraph()], ["a"])
run([Low(), Low()], ["a"])
