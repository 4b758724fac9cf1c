import tempfile

import module

from hamilton import driver

with tempfile.TemporaryDirectory() as folder:
    dr = driver.Builder().with_modules(module).with_cache(path=folder, recompute=["raw"]).build()
    for path in ("a", "a", "abc"):
        print(dr.execute(["final"], inputs={"path": path}))
    run = dr.cache.last_run_id
    print(len(dr.cache.run_ids), sorted((k, v.name) for k, v in dr.cache.behaviors[run].items()))
    print(sorted(dr.cache.code_versions[run]) == sorted(dr.cache.behaviors[run]))
    print(sorted(k for k in dr.cache.data_versions[run]))
