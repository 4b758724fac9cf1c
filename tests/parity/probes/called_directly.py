# %% nodes made by hand equal those of functions
from hamilton import graph, node
from hamilton.lifecycle.base import LifecycleAdapterSet
from hamilton.node import Node
m = mod("def a(x: int) -> int: 'd'; return x\ndef b(a: int, y: int = 2) -> int: return a")
x, y = [Node(name, int, "", node_source=node.NodeType.EXTERNAL) for name in "xy"]
a, b = Node("a", int, "d", m.a, tags={"module": "m"}), Node("b", int, "", m.b, tags={"module": "m"})
for reader, read in ((a, x), (b, a), (b, y)):
    reader.dependencies.append(read)
    read.depended_on_by.append(reader)
show(graph.create_function_graph(m, config={}, adapter=LifecycleAdapterSet()) == {"a": a, "b": b, "x": x, "y": y})
show(Node.from_fn(m.b) == Node.from_fn(m.b).copy_with(input_types={}), len({Node.from_fn(m.b), Node.from_fn(m.b)}))

# %% nodes that are not linked yet are sorted by what they read
from hamilton.execution.graph_functions import topologically_sort_nodes
from hamilton.node import Node
m = mod("def a(x: int) -> int: return x\ndef b(a: int) -> int: return a\ndef c(a: int, b: int) -> int: return a")
show([n.name for n in topologically_sort_nodes([Node.from_fn(each) for each in (m.c, m.b, m.a)])])

# %% what execute_subdag computes joins what is computed already
from hamilton.execution.graph_functions import execute_subdag
nodes = build("def a(x: int) -> int: return x\ndef b(a: int) -> int: return a").graph.nodes
known = {}
show(execute_subdag([nodes["b"]], {"x": 1}, computed=known) is known, known)

# %% groups of nodes and tasks are told apart by their names
from hamilton.execution import grouping
from hamilton.lifecycle.base import LifecycleAdapterSet
purpose = grouping.NodeGroupPurpose.EXECUTE_SINGLE
groups = [grouping.NodeGroup(name, None, [], purpose) for name in ("a", "a", "b")]
show(groups[0] == groups[1], groups[0] == groups[2], len(set(groups)))
task = grouping.TaskImplementation(
    base_id="b", spawning_task_base_id=None, nodes=[], purpose=purpose, outputs_to_compute=[], overrides={},
    adapter=LifecycleAdapterSet(), base_dependencies=[], group_id="g", realized_dependencies={}, spawning_task_id="s")
show(hash(task) == hash("s.g.b"), task == 1, task.bind({}) == task, task.bind({"x": 1}).bind({"x": 2, "y": 3}).dynamic_inputs)

# %% what an overridden node reads is not asked for
from hamilton.execution import grouping
from hamilton.lifecycle.base import LifecycleAdapterSet
nodes = build("def n(x: int) -> int: return x\ndef t(n: int) -> int: return n").graph.nodes
groups = grouping.GroupNodesIndividually().group_nodes(list(nodes.values()))
show([(t.base_id, t.outputs_to_compute) for t in grouping.create_task_plan(groups, ["t"], {"n": 4}, LifecycleAdapterSet())])

# %% a pool starts once and ends once
from hamilton.execution.executors import MultiThreadingExecutor
pool = MultiThreadingExecutor(max_tasks=1)
fails(pool.finalize)
pool.init()
fails(pool.init)
pool.finalize()
show(pool.initialized)

# %% decorators called with empty and wrong arguments
from hamilton.function_modifiers.base import NodeTransformer
fails(lambda: parameterize_sources(a={}), lambda: parametrized_input("up", {"src": "a"}))
fails(lambda: NodeTransformer._early_validate_target(["a", "b"], False), lambda: step(len, _name="x"))
show(NodeTransformer._early_validate_target(["a"], False))
show(lambda: does.map_kwargs({"a": 1, "b": 2}, {"x": "a"}), lambda: does.map_kwargs({"a": 1}, {"x": "z"}))

# %% what is not among the nodes cannot be selected
from hamilton.function_modifiers.recursive import prune_nodes
from hamilton.node import Node
nodes = [Node.from_fn(each) for each in vars(mod("def a(x: int) -> int: ...\ndef b(a: int) -> int: ...", bare=True)).values() if callable(each)]
show(sorted(n.name for n in prune_nodes(nodes, ["b"])), [n.name for n in prune_nodes(nodes, [])])
fails(lambda: prune_nodes(nodes, ["zz"]))

# %% a dataframe type without a column type
from hamilton import registry
class Frame: pass
registry.register_types("framed", Frame, None)
show(sorted(registry.DF_TYPE_AND_COLUMN_TYPES["framed"]), lambda: registry.get_column_type_from_df_type(Frame))
del registry.DF_TYPE_AND_COLUMN_TYPES["framed"]

# %% whether extensions load, in the user's settings
import os, pathlib, tempfile
from unittest import mock
from hamilton import registry
file = pathlib.Path(tempfile.mkdtemp()) / "settings.conf"
with mock.patch.object(registry, "DEFAULT_CONFIG_LOCATION", file), mock.patch.dict(os.environ):
    os.environ.pop(registry.HAMILTON_AUTOLOAD_ENV, None)
    registry.config_disable_autoload()
    show(file.read_text(), registry.load_autoload_config().defaults(), os.environ[registry.HAMILTON_AUTOLOAD_ENV])
    registry.config_enable_autoload()
    show(file.read_text(), registry.load_autoload_config().defaults())

# %% a path to nowhere
fg = build("def a(x: int) -> int: return x").graph
show(lambda: fg.nodes_between("a", "zz"), lambda: fg.nodes_between("zz", "a"))
