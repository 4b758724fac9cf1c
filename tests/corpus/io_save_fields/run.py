import json
import os
import tempfile

import module

from hamilton import driver

with tempfile.TemporaryDirectory() as folder:
    inputs = {
        "orders": {"b": [1, 2], "a": [3]},
        "total_path": os.path.join(folder, "t.json"),
        "text_path": os.path.join(folder, "t.txt"),
    }
    dr = driver.Builder().with_modules(module).build()
    print(dr.execute(["totals", "names", "first", "last"], inputs=inputs), os.listdir(folder))
    result = dr.execute(["totals_saved", "save.report", "report"], inputs=inputs)
    print(sorted(result), sorted(os.listdir(folder)), result["report"])
    print(json.load(open(inputs["total_path"])), open(inputs["text_path"], encoding="utf-8").read())
for node in sorted(dr.list_available_variables(), key=lambda n: n.name):
    print(node.name, str(node.type), node.documentation, sorted(node.required_dependencies), node.tags)
