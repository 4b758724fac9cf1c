import json
import logging

import module

from hamilton import driver
from hamilton.graph_types import HamiltonGraph

logging.disable(logging.CRITICAL)
dr = driver.Builder().with_modules(module).build()
exported = json.loads(dr.export_execution(["per_head"], inputs={"path": "p"}))
for node in exported["nodes"]:
    print(node["name"], node["output_type"], node["required_dependencies"], node["optional_dependencies"], node["tags"], node["documentation"])
print(sorted(n.name for n in dr.what_is_upstream_of("per_head", "loaded")))
print(sorted(n.name for n in dr.what_is_downstream_of("orders")))
print(sorted(n.name for n in dr.what_is_the_path_between("loaded", "revenue")))
print([n.name for n in dr.what_is_the_path_between("revenue", "loaded")])
for wrong in (
    lambda: dr.what_is_upstream_of("nope"),
    lambda: dr.what_is_the_path_between("nope", "revenue"),
    lambda: dr.what_is_the_path_between("revenue", "nope"),
    lambda: dr.validate_execution(["per_head"]),
    lambda: dr.validate_execution(["per_head", "nope"], inputs={"path": "p"}),
    lambda: dr.execute(["per_head"], inputs={"path": 1}),
    lambda: dr.list_available_variables(tag_filter={"layer": 3}),
):
    try:
        wrong()
        print("fine")
    except ValueError as error:
        print(str(error).strip())
print(dr.has_cycles(["per_head"]))
graph = HamiltonGraph.from_graph(dr.graph)
again = HamiltonGraph.from_graph(driver.Builder().with_modules(module).build().graph)
print(graph.version == again.version, len(graph.nodes), graph["revenue"].type)
print({n.name: sorted(n.required_dependencies | n.optional_dependencies) for n in sorted(graph.nodes, key=lambda n: n.name)})
