import logging

import module

from hamilton import driver
from hamilton.lifecycle import default

logging.disable(logging.CRITICAL)
dr = (
    driver.Builder()
    .with_modules(module)
    .with_adapters(default.GracefulErrorAdapter(error_to_catch=RuntimeError, sentinel_value="gave up"))
    .build()
)
print(dr.execute(["after_good", "bad", "after_bad"], inputs={"x": 1}))
printed = driver.Builder().with_modules(module).with_adapters(default.PrintLn(verbosity=1, print_fn=lambda text: print(text.split(" in ")[0]))).build()
print(printed.execute(["after_good"], inputs={"x": 1}))
