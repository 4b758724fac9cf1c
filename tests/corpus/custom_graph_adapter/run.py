import logging
from typing import Any, Dict, Type

import module

from hamilton import base, driver, node

logging.disable(logging.CRITICAL)


class Printing(base.SimplePythonGraphAdapter):
    def execute_node(self, node: node.Node, kwargs: Dict[str, Any]) -> Any:
        print("executes", node.name, sorted(kwargs.items()))
        return super().execute_node(node, kwargs)


class Loose(base.HamiltonGraphAdapter, base.ResultMixin):
    """Takes anything for anything."""

    @staticmethod
    def check_input_type(node_type: Type, input_value: Any) -> bool:
        return True

    @staticmethod
    def check_node_type_equivalence(node_type: Type, input_type: Type) -> bool:
        return True

    def execute_node(self, node: node.Node, kwargs: Dict[str, Any]) -> Any:
        return node.callable(**kwargs)

    @staticmethod
    def build_result(**outputs: Any) -> Any:
        return tuple(outputs.values())


print(driver.Driver({}, module, adapter=Printing(base.DictResult())).execute(["b"], inputs={"x": 1}))
print(driver.Driver({"x": 2.5}, module, adapter=Loose()).execute(["b", "a"]))
print(driver.Builder().with_modules(module).with_adapter(Loose()).build().execute(["b"], inputs={"x": 1.5}))
try:
    driver.Driver({}, module, adapter=base.DefaultAdapter()).execute(["b"], inputs={"x": 2.5})
except ValueError as error:
    print(str(error).strip())
