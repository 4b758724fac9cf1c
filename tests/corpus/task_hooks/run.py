import logging
from typing import Any

import module

from hamilton import driver, lifecycle
from hamilton.execution import executors, grouping

logging.disable(logging.CRITICAL)


class Watch(
    lifecycle.TaskSubmissionHook,
    lifecycle.TaskReturnHook,
    lifecycle.TaskExecutionHook,
    lifecycle.TaskGroupingHook,
    lifecycle.NodeExecutionHook,
):
    def __init__(self) -> None:
        self.lines: dict = {}

    def note(self, what: str, kwargs: dict) -> None:
        shown = {}
        for key in sorted(kwargs):
            value = kwargs[key]
            if key == "nodes":
                value = sorted((type(each).__name__, each.name) for each in value)
            elif key == "run_id":
                value = type(value).__name__
            elif key == "node_tags":
                value = sorted(value)
            elif isinstance(value, dict):
                value = sorted(value.items())
            elif isinstance(value, BaseException):
                value = f"{type(value).__name__}: {value}"
            shown[key] = value
        self.lines.setdefault(str(kwargs.get("task_id")), []).append(f"{what} {shown}".replace("dagscope.", "hamilton."))

    def run_before_task_submission(self, **kwargs: Any):
        self.note("submit", kwargs)

    def run_after_task_return(self, **kwargs: Any):
        self.note("return", kwargs)

    def run_before_task_execution(self, **kwargs: Any):
        self.note("start", kwargs)

    def run_after_task_execution(self, **kwargs: Any):
        self.note("end", kwargs)

    def run_after_task_grouping(self, *, task_ids: list, **kwargs: Any):
        print("groups", sorted(task_ids), sorted(kwargs))

    def run_after_task_expansion(self, **kwargs: Any):
        self.note("expand", kwargs)

    def run_before_node_execution(self, **kwargs: Any):
        self.note("node", kwargs)

    def run_after_node_execution(self, **kwargs: Any):
        self.note("node done", kwargs)


def run(final_vars: list, strategy: Any = None, **kwargs: Any) -> None:
    print("-" * 10, final_vars, type(strategy).__name__)
    watch = Watch()
    builder = (
        driver.Builder()
        .with_modules(module)
        .enable_dynamic_execution(allow_experimental_mode=True)
        .with_remote_executor(executors.SynchronousLocalTaskExecutor())
        .with_adapters(watch)
    )
    if strategy is not None:
        builder.with_grouping_strategy(strategy)
    try:
        print(builder.build().execute(final_vars, **kwargs))
    except Exception as error:
        print(type(error).__name__, error)
    for task in sorted(watch.lines):
        for each in watch.lines[task]:
            print(" ", each)


run(["after", "pre", "inp"], inputs={"inp": 2, "n": 3})
run(["after"], inputs={"inp": 2, "n": 0})
run(["total"], inputs={"inp": 2}, overrides={"items": [5, 6], "pre": 1})
run(["failed"], inputs={"n": 2})
run(["k", "pre"], grouping.GroupNodesIndividually(), inputs={"inp": 2})
for remote in (executors.MultiThreadingExecutor(3), executors.SynchronousLocalTaskExecutor()):
    dr = (
        driver.Builder()
        .with_modules(module)
        .enable_dynamic_execution(allow_experimental_mode=True)
        .with_remote_executor(remote)
        .build()
    )
    print(dr.execute(["after", "items"], inputs={"inp": 2, "n": 30}))
for purpose in grouping.NodeGroupPurpose:
    print(purpose, purpose.is_expander(), purpose.is_gatherer())
print(grouping.TaskImplementation.determine_task_id("block-a", "expand-a", "3"))
