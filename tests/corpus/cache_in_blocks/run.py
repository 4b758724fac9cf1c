import tempfile

import module

from hamilton import driver
from hamilton.execution import executors

with tempfile.TemporaryDirectory() as folder:
    for count, offset in ((3, 1), (3, 1), (4, 1), (4, 2)):
        module.RAN.clear()
        dr = (
            driver.Builder()
            .with_modules(module)
            .with_cache(path=folder)
            .enable_dynamic_execution(allow_experimental_mode=True)
            .with_remote_executor(executors.SynchronousLocalTaskExecutor())
            .build()
        )
        print(dr.execute(["total"], inputs={"count": count, "offset": offset}), sorted(module.RAN))
        print(sorted(dr.cache.data_versions[dr.cache.last_run_id]["square"].items()))
