import json
import os
import tempfile

import module

from hamilton import driver
from hamilton.function_modifiers import source
from hamilton.io.materialization import from_, to

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "rates.json")
    json.dump({"eur": 1.25}, open(path, "w"))
    for mode in ("live", "fixed"):
        dr = driver.Builder().with_modules(module).with_config({"mode": mode}).build()
        loaded = from_.json(target="rates", path=source("rates_path"))
        print(dr.materialize(loaded, additional_vars=["price"], inputs={"amount": 4, "rates_path": path}))
        literal = from_.literal(target="amount", value=10)
        print(dr.materialize(loaded, literal, additional_vars=["price", "amount"], inputs={"rates_path": path}))
        built = driver.Builder().with_modules(module).with_config({"mode": mode}).with_materializers(loaded, literal)
        names = sorted(n.name for n in built.build().list_available_variables())
        print(names)
        print(built.build().execute(["price", "load_data.amount"], inputs={"rates_path": path}))
    try:
        dr.materialize(from_.json(target="rate", path=path), additional_vars=["price"])
    except ValueError as error:
        print(str(error).split(".")[0])
