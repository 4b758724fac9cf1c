import asyncio
import logging
from typing import Any

import module

from hamilton import async_driver, base, lifecycle

logging.disable(logging.CRITICAL)


class Watch(lifecycle.NodeExecutionHook):
    def __init__(self):
        self.seen = []

    def run_before_node_execution(self, *, node_name: str, **kwargs: Any):
        self.seen.append(f"before {node_name}")

    def run_after_node_execution(self, *, node_name: str, success: bool, result: Any, **kwargs: Any):
        self.seen.append(f"after {node_name}")


async def main() -> None:
    watch = Watch()
    dr = await async_driver.Builder().with_modules(module).with_adapters(watch).build()
    print(await dr.execute(["length"], inputs={"key": "ab"}))
    try:
        await dr.execute(["failing"], inputs={"key": "ab"})
    except RuntimeError as error:
        print(error)
    print(watch.seen)
    old = async_driver.AsyncDriver({}, module, result_builder=base.DictResult())
    print(await old.execute(["fetched"], inputs={"key": "x"}))
    print(await old.raw_execute(["length"], inputs={"key": "xyz"}))


asyncio.run(main())
