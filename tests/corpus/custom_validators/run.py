import logging

import module

from hamilton import driver
from hamilton.data_quality.base import DataValidationError

logging.disable(logging.CRITICAL)
dr = driver.Builder().with_modules(module).build()
for numbers in ([1, 2, 3], [3, 1], []):
    for name in ("ladder", "crowd", "relaxed"):
        try:
            print(name, dr.execute([name], inputs={"numbers": numbers})[name])
        except DataValidationError as error:
            print(name, error.args[0])
print({n.name: n.documentation for n in dr.list_available_variables() if n.name.endswith("validator")})
