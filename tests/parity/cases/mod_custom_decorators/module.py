import inspect

from hamilton import node
from hamilton.function_modifiers import base, tag


class shout(base.NodeDecorator):
    def __init__(self):
        super().__init__(target=...)

    def decorate_node(self, node_: node.Node) -> node.Node:
        return node_.copy_with(tags={**node_.tags, "loud": "yes"})

    def validate(self, fn):
        assert inspect.isfunction(fn)


class twice(base.NodeExpander):
    def expand_node(self, node_, config, fn):
        return [node_.copy_with(name=f"{node_.name}_{i}") for i in (1, 2)]

    def validate(self, fn):
        pass


class plus_one(base.SingleNodeNodeTransformer):
    def transform_node(self, node_, config, fn):
        def new(**kwargs):
            return node_.callable(**kwargs) + config.get("by", 1)

        return [node_.copy_with(callabl=new)]

    def validate(self, fn):
        pass

    def optional_config(self):
        return {"by": 1}


class only_if(base.NodeResolver):
    def __init__(self, key):
        self.key = key

    def resolve(self, fn, config):
        return fn if config.get(self.key) else None

    def validate(self, fn):
        pass

    def optional_config(self):
        return {self.key: None}


class constant(base.NodeCreator):
    def generate_nodes(self, fn, config):
        return [node.Node(name=fn.__name__, typ=int, callabl=lambda: 42, input_types={}, tags={"made": "up"})]

    def validate(self, fn):
        pass


class supply(base.NodeInjector):
    def inject_nodes(self, params, config, fn):
        name = next(iter(params))
        made = node.Node(name=f"supplied_{name}", typ=params[name], callabl=lambda: 5, input_types={})
        return [made], {name: made.name}

    def validate(self, fn):
        pass


@shout()
@tag(a="b")
def loud() -> int:
    return 1


@twice()
def many(loud: int) -> int:
    return loud


@plus_one()
def more(loud: int) -> int:
    return loud


@only_if("enabled")
def there() -> int:
    return 1


@only_if("disabled")
def not_there() -> int:
    return 1


@constant()
def made(anything: str) -> int: ...


@supply()
def supplied(number: int) -> int:
    return number + 1
