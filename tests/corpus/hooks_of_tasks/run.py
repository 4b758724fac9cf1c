from typing import Any

import module

from hamilton import driver, lifecycle
from hamilton.execution import executors, grouping


class Tasks(lifecycle.TaskExecutionHook):
    def __init__(self):
        self.seen = []

    def run_before_task_execution(self, *, task_id: str, nodes: list, **future_kwargs: Any):
        self.seen.append(("before", task_id, sorted(n.name for n in nodes)))

    def run_after_task_execution(self, *, task_id: str, success: bool, **future_kwargs: Any):
        self.seen.append(("after", task_id, success))


for strategy in (grouping.GroupByRepeatableBlocks(),):
    hook = Tasks()
    dr = (
        driver.Builder()
        .with_modules(module)
        .enable_dynamic_execution(allow_experimental_mode=True)
        .with_local_executor(executors.SynchronousLocalTaskExecutor())
        .with_remote_executor(executors.SynchronousLocalTaskExecutor())
        .with_grouping_strategy(strategy)
        .with_adapters(hook)
        .build()
    )
    if isinstance(strategy, grouping.GroupByRepeatableBlocks):
        print(dr.execute(["total"], inputs={"count": 3}))
        print(sorted(hook.seen, key=str))
