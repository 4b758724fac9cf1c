import json
import os
import tempfile

import module

from hamilton import driver

with tempfile.TemporaryDirectory() as folder:
    source, target = os.path.join(folder, "in.json"), os.path.join(folder, "out.json")
    with open(source, "w") as file:
        json.dump({"a": 1}, file)
    dr = driver.Builder().with_modules(module).build()
    inputs = {"settings_path": source, "out_path": target}
    print(dr.execute(["settings", "merged"], inputs=inputs))
    print(os.path.exists(target))
    metadata = dr.execute(["saved_summary", "summary"], inputs=inputs)
    print(metadata["summary"], sorted(metadata["saved_summary"]))
    print(json.load(open(target)))
print(sorted(n.name for n in dr.list_available_variables()))
