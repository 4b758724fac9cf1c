import logging
import re
from typing import Any

import module

from hamilton import driver, lifecycle
from hamilton.execution import executors
from hamilton.lifecycle import default

logging.disable(logging.CRITICAL)


def run(adapter: Any, final_vars: list, **kwargs: Any) -> None:
    try:
        print(driver.Builder().with_modules(module).with_adapters(adapter).build().execute(final_vars, **kwargs))
    except Exception as error:
        print(type(error).__name__, error)


def without_time(text: str) -> None:
    print(re.sub(r"in [0-9.e+-]+(μs|ms|s)\.", "in TIME.", text))


for verbosity in (1, 2):
    run(lifecycle.PrintLn(verbosity, without_time), ["takes_never"], overrides={"never": 3})
    run(lifecycle.PrintLn(verbosity, without_time, node_filter="fine"), ["fine", "never"])
try:
    lifecycle.PrintLn(verbosity=3)
except ValueError as error:
    print(error)
for seconds in (0, 5e-7, 1.34e-5, 0.00123, 0.5, 1.5, 61, 3600):
    print(lifecycle.PrintLn._format_time_delta(seconds))
print(default.should_run_node("a", {}, "a"), default.should_run_node("a", {}, ["b"]), default.should_run_node("a", {}, None))
for sentinel, inject in ((None, True), ("S", True), ("S", False)):
    adapter = default.GracefulErrorAdapter(ValueError, sentinel_value=sentinel, allow_injection=inject)
    run(adapter, ["never", "reads_never", "takes_never", "fine"])
run(default.GracefulErrorAdapter(KeyError), ["never"])
for fail_at in (9, 2):
    for try_all in (True, False):
        dr = (
            driver.Builder()
            .with_modules(module)
            .enable_dynamic_execution(allow_experimental_mode=True)
            .with_remote_executor(executors.SynchronousLocalTaskExecutor())
            .with_adapters(default.GracefulErrorAdapter(ValueError, "S", try_all_parallel=try_all))
            .build()
        )
        print(fail_at, try_all, dr.execute(["gathered"], inputs={"fail_at": fail_at}))
run(lifecycle.FunctionInputOutputTypeChecker(), ["reads_wrong"])
run(lifecycle.FunctionInputOutputTypeChecker(check_output=False), ["reads_wrong"])
run(lifecycle.FunctionInputOutputTypeChecker(check_input=False, check_output=False), ["reads_wrong"])
run(lifecycle.NoEdgeAndInputTypeChecking(), ["fine"], inputs={"fail_at": "text"})
run(lifecycle.SlowDownYouMoveTooFast(0.0, 0.0), ["fine"])
