import logging
from typing import Any

import module

from hamilton import driver, lifecycle

logging.disable(logging.CRITICAL)


class Watch(lifecycle.NodeExecutionHook, lifecycle.GraphExecutionHook):
    def run_before_node_execution(self, *, node_name: str, node_tags: dict, node_kwargs: dict, node_return_type: type, **kwargs: Any):
        print("before", node_name, sorted(node_kwargs.items()), node_return_type.__name__, node_tags.get("kind"))

    def run_after_node_execution(self, *, node_name: str, result: Any, error: Any, success: bool, **kwargs: Any):
        print("after", node_name, result, type(error).__name__, success)

    def run_before_graph_execution(self, *, final_vars: list, inputs: dict, overrides: dict, execution_path, **kwargs: Any):
        print("start", final_vars, inputs, overrides, sorted(execution_path))

    def run_after_graph_execution(self, *, success: bool, error: Any, results: Any, **kwargs: Any):
        print("end", success, type(error).__name__, results)


class Cheat(lifecycle.NodeExecutionMethod):
    def run_to_execute_node(self, *, node_name: str, node_callable: Any, node_kwargs: dict, **kwargs: Any) -> Any:
        return 1000 if node_name == "a" else node_callable(**node_kwargs)


dr = driver.Builder().with_modules(module).with_adapters(Watch()).build()
print(dr.execute(["b"], inputs={"x": 1}))
try:
    dr.execute(["broken"], inputs={"x": 1, "y": 2}, overrides={"a": 5})
except ValueError as error:
    print(error)
print(driver.Builder().with_modules(module).with_adapters(Cheat()).build().execute(["b"], inputs={"x": 1}))
