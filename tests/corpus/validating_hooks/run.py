import logging
from typing import Any, Optional, Tuple

import module

from hamilton import driver, lifecycle
from hamilton.graph_types import HamiltonGraph, HamiltonNode
from hamilton.lifecycle.base import ValidationException

logging.disable(logging.CRITICAL)


class NeedsDocs(lifecycle.StaticValidator):
    def run_to_validate_node(self, *, node: HamiltonNode, **future_kwargs: Any) -> Tuple[bool, Optional[str]]:
        if node.is_external_input or node.documentation:
            return True, None
        return False, "no docstring"

    def run_to_validate_graph(self, *, graph: HamiltonGraph, **future_kwargs: Any) -> Tuple[bool, Optional[str]]:
        return True, None


class NotTooBig(lifecycle.StaticValidator):
    def run_to_validate_node(self, *, node: HamiltonNode, **future_kwargs: Any) -> Tuple[bool, Optional[str]]:
        return True, None

    def run_to_validate_graph(self, *, graph: HamiltonGraph, **future_kwargs: Any) -> Tuple[bool, Optional[str]]:
        return len(graph.nodes) < 3, f"{len(graph.nodes)} nodes"


class Numbers(lifecycle.EdgeConnectionHook):
    def check_edge_types_match(self, type_from: type, type_to: type, **kwargs: Any) -> bool:
        return {type_from, type_to} <= {int, float}

    def validate_input(self, node_type: type, input_value: Any, **kwargs: Any) -> bool:
        return isinstance(input_value, (int, float))


class Built(lifecycle.GraphConstructionHook):
    def run_after_graph_construction(self, *, graph: HamiltonGraph, config: dict, **future_kwargs: Any):
        print("built", sorted(n.name for n in graph.nodes), config)


for adapter in (NeedsDocs(), NotTooBig()):
    try:
        driver.Builder().with_modules(module).with_adapters(adapter).build()
    except ValidationException as error:
        print(str(error))
dr = driver.Builder().with_modules(module).with_adapters(Numbers(), Built()).with_config({"k": 1}).build()
print(dr.execute(["undocumented"], inputs={"x": 2.5}))
