import os
import tempfile

import module
import pandas as pd

from hamilton import base, driver
from hamilton.function_modifiers import source, value
from hamilton.io.materialization import to

with tempfile.TemporaryDirectory() as folder:
    dr = driver.Builder().with_modules(module).with_adapters(base.PandasDataFrameResult()).build()
    metadata, more = dr.materialize(
        to.csv(
            id="table",
            dependencies=["spend", "signups", "cost"],
            combine=base.PandasDataFrameResult(),
            path=os.path.join(folder, "table.csv"),
            float_format=value("%.2f"),
        ),
        to.pickle(id="pickled", dependencies=["cost"], path=source("pickle_path")),
        to.json(
            id="dictionary",
            dependencies=["rows"],
            combine=base.DictResult(),
            path=os.path.join(folder, "rows.json"),
        ),
        additional_vars=[module.cost, "signups"],
        inputs={"base": 20, "rows": 4, "pickle_path": os.path.join(folder, "cost.pkl")},
    )
    print(list(metadata), metadata["table"]["dataframe_metadata"])
    print(open(os.path.join(folder, "table.csv")).read(), open(os.path.join(folder, "rows.json")).read())
    print(pd.read_pickle(os.path.join(folder, "cost.pkl")).tolist())
    print({name: value.tolist() for name, value in more.items()})
    print(dr.execute(["cost"], inputs={"base": 20}).to_csv())
    for overrides in ({"spend": pd.Series([5, 10])},):
        print(dr.materialize(to.memory(id="m", dependencies=["signups"]), overrides=overrides)[0]["m"].tolist())
    dr.validate_materialization(to.memory(id="m", dependencies=["cost"]), inputs={"base": 1})
    try:
        dr.validate_materialization(to.memory(id="m", dependencies=["cost"]), inputs={"base": "1"})
    except ValueError as error:
        print(error)
    try:
        dr.materialize(to.memory(id="m", dependencies=["cost"]))
    except ValueError as error:
        print(str(error).strip())
