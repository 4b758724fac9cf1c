import json
import os
import tempfile

import module

from hamilton import driver
from hamilton.io.materialization import from_, to

with tempfile.TemporaryDirectory() as folder:
    source, target = os.path.join(folder, "in.json"), os.path.join(folder, "out.json")
    with open(source, "w") as file:
        json.dump({"numbers": [1, 2, 3]}, file)
    dr = driver.Builder().with_modules(module).build()
    saved, extra = dr.materialize(
        from_.json(target="raw", path=source),
        to.json(id="overview_saved", dependencies=["overview"], path=target),
        to.memory(id="kept", dependencies=["doubled"]),
        additional_vars=["numbers"],
    )
    print(sorted(saved), saved["kept"], extra, json.load(open(target)))

    permanent = (
        driver.Builder()
        .with_modules(module)
        .with_materializers(
            from_.json(target="raw", path=source), to.json(id="again", dependencies=["overview"], path=target + "2")
        )
        .build()
    )
    print(permanent.execute(["doubled"]), sorted(permanent.execute(["again"])["again"]))
    print(json.load(open(target + "2")))
    for wrong in (lambda: dr.materialize(), lambda: dr.materialize(to.json(id="x", dependencies=["nope"], path=target))):
        try:
            wrong()
        except ValueError as error:
            print(type(error).__name__)
