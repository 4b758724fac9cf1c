import os
import tempfile

import module
import pandas as pd

from hamilton import base, driver
from hamilton.io.materialization import from_, to

with tempfile.TemporaryDirectory() as folder:
    source, target = os.path.join(folder, "in.csv"), os.path.join(folder, "out.csv")
    pd.DataFrame({"a": [1, 2]}).to_csv(source, index=False)
    dr = driver.Builder().with_modules(module).build()
    saved, extra = dr.materialize(
        from_.csv(target="raw", path=source),
        to.csv(id="both", dependencies=["a", "c"], combine=base.PandasDataFrameResult(), path=target, index=False),
        to.json(id="as_json", dependencies=["table"], path=os.path.join(folder, "t.json")) if False else to.memory(id="kept", dependencies=["table"]),
        additional_vars=["c", "both_build_result"],
    )
    print(sorted(saved), extra["c"].tolist(), list(extra["both_build_result"].columns))
    print(open(target).read())
    print(saved["kept"].to_csv(index=False))
    print(saved["both"]["dataframe_metadata"]["column_names"], saved["both"]["dataframe_metadata"]["rows"])
