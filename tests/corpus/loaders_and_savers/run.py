import json
import os
import tempfile

import module

from hamilton import driver

with tempfile.TemporaryDirectory() as folder:
    with open(os.path.join(folder, "records.json"), "w") as file:
        json.dump([{"name": "Ann", "age": 30}, {"name": "Bo", "age": 3}], file)
    dr = driver.Builder().with_modules(module).build()
    result = dr.execute(["records.loader", "records", "adults", "saved"], inputs={"folder": folder})
    print(result)
    print(open(os.path.join(folder, "adults.json")).read())
for node in sorted(dr.list_available_variables(), key=lambda n: n.name):
    print(node.name, sorted((k, v) for k, v in node.tags.items() if k.startswith("hamilton")))
