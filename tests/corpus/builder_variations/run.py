import logging

import module
import more

from hamilton import driver

logging.disable(logging.CRITICAL)
common = driver.Builder().with_modules(module).with_config({"kind": "a", "suffix": "?"})
first = common.copy().with_modules(more).build()
second = common.copy().with_config({"kind": "b"}).build()
print(first.execute(["shouted"], inputs={"x": 1}), second.execute(["shown"], inputs={"x": 2}))
print(first.execute(["kind", "suffix", "chosen"], inputs={"x": 3}))
for wrong in (
    lambda: driver.Builder().with_remote_executor(None),
    lambda: driver.Builder().enable_dynamic_execution(allow_experimental_mode=False),
    lambda: first.execute(["shown"], inputs={"x": 1, "kind": "b"}),
    lambda: driver.Builder().with_modules(module, module).build(),
    lambda: driver.Builder().with_modules(module).with_cache().with_cache(),
):
    try:
        wrong()
        print("fine")
    except ValueError as error:
        print(str(error).split("Already")[0].strip().splitlines()[0])
