"""Decorators a project derives from the public base classes."""
from typing import Any, Callable, Collection, Dict, List, Tuple

from hamilton import node
from hamilton.function_modifiers import base, tag


class audited(tag):
    """A tag with a fixed meaning."""

    def __init__(self, by: str):
        super().__init__(audited_by=by)


class copies(base.NodeExpander):
    def __init__(self, count: int):
        self.count = count

    def expand_node(self, node_: node.Node, config: Dict[str, Any], fn: Callable) -> Collection[node.Node]:
        return [node_.copy_with(name=f"{node_.name}_{i}", tags={**node_.tags, "copy": str(i)}) for i in range(self.count)]

    def validate(self, fn: Callable):
        if self.count < 1:
            raise base.InvalidDecoratorException("at least one copy")


class rounded(base.SingleNodeNodeTransformer):
    def transform_node(self, node_: node.Node, config: Dict[str, Any], fn: Callable) -> Collection[node.Node]:
        def called(**kwargs):
            return round(node_.callable(**kwargs), config["digits"])

        return [node_.copy_with(callabl=called)]

    def validate(self, fn: Callable):
        pass

    def required_config(self) -> List[str]:
        return ["digits"]


class fallback(base.NodeInjector):
    """Gives a parameter a node of its own."""

    def __init__(self, **values: Any):
        self.values = values

    def inject_nodes(self, params: Dict[str, type], config: Dict[str, Any], fn: Callable) -> Tuple[List[node.Node], Dict[str, str]]:
        made, names = [], {}
        for key, given in self.values.items():
            name = f"{fn.__name__}.{key}_fallback"
            made.append(node.Node(name=name, typ=params[key], callabl=lambda given=given: given, input_types={}, tags={"made": "here"}))
            names[key] = name
        return made, names

    def validate(self, fn: Callable):
        pass


class enabled_by(base.NodeResolver):
    def __init__(self, key: str):
        self.key = key

    def resolve(self, fn: Callable, config: Dict[str, Any]):
        return fn if config.get(self.key) else None

    def validate(self, fn: Callable):
        pass

    def optional_config(self) -> Dict[str, Any]:
        return {self.key: False}
