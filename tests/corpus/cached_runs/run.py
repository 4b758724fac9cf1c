import tempfile

import module

from hamilton import driver

with tempfile.TemporaryDirectory() as folder:
    for inputs in ({"path": "abc"}, {"path": "abc"}, {"path": "abcd"}, {"path": "abc", "scale": 3}):
        dr = driver.Builder().with_modules(module).with_cache(path=folder).build()
        module.CALLS.clear()
        print(dr.execute(["text"], inputs=inputs), sorted(module.CALLS))
