import os
import tempfile

import module
import pandas as pd

from hamilton import driver

with tempfile.TemporaryDirectory() as folder:
    paths = {name: os.path.join(folder, name.replace("_", ".")) for name in ("sales_path", "out_path", "csv_path")}
    table = pd.DataFrame({"region": ["n", "s", "n"], "price": [1.5, 2.0, 3.0], "count": [2, 1, 4]})
    table.to_csv(paths["sales_path"], index=False)
    dr = driver.Builder().with_modules(module).build()
    result = dr.execute(["by_region_saved", "save.ranked", "mean_price", "by_region"], inputs=paths)
    print(result["by_region"].to_csv(), result["mean_price"])
    for name in ("by_region_saved", "save.ranked"):
        metadata = result[name]
        metadata["file_metadata"].pop("path")
        print({k: v for k, v in metadata["file_metadata"].items() if k in ("size", "scheme", "notes")})
        print(metadata["dataframe_metadata"])
    print(open(paths["csv_path"]).read())
    print(pd.read_parquet(paths["out_path"]).to_csv())
for node in sorted(dr.list_available_variables(), key=lambda n: n.name):
    print(node.name, node.tags.get("hamilton.data_saver.classname"), node.tags.get("hamilton.data_loader.classname"))
