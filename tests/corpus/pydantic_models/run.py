import logging

import module

from hamilton import driver
from hamilton.data_quality.base import DataValidationError

logging.disable(logging.CRITICAL)
dr = driver.Builder().with_modules(module).build()
print(dr.execute(["order", "raw_order"], inputs={"item": "pen", "amount": 2}))
for final in ("broken",):
    try:
        dr.execute([final], inputs={"item": "pen"})
    except DataValidationError as error:
        print(error.args[0][0].splitlines()[0])
print(sorted(n.name for n in dr.list_available_variables()))
