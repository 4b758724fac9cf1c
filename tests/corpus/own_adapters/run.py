import os
import tempfile

import module

from hamilton import driver
from hamilton.io.materialization import from_, to

with tempfile.TemporaryDirectory() as folder:
    source, target = os.path.join(folder, "in.txt"), os.path.join(folder, "out.txt")
    with open(source, "w") as file:
        file.write("pear fig\napple\n")
    dr = driver.Builder().with_modules(module).build()
    print(dr.execute(["sorted_words", "words_saved"], inputs={"read_from": source, "write_to": target}))
    print(open(target).read().split())
    saved, _ = dr.materialize(
        to.lines(id="again", dependencies=["words"], path=target + "2"), inputs={"read_from": source}
    )
    print(saved, open(target + "2").read().split())
print(sorted((n.name, str(sorted(n.required_dependencies))) for n in dr.list_available_variables()))
