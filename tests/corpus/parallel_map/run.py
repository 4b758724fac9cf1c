import module

from hamilton import driver
from hamilton.execution import executors

for remote in (executors.SynchronousLocalTaskExecutor(), executors.MultiThreadingExecutor(max_tasks=3)):
    dr = (
        driver.Builder()
        .with_modules(module)
        .enable_dynamic_execution(allow_experimental_mode=True)
        .with_remote_executor(remote)
        .build()
    )
    print(dr.execute(["sizes", "total"], inputs={"extra": 1}))
print(dr.execute(["total"], inputs={"extra": 1}, overrides={"texts": ["a b c d"]}))
