import logging

import module

from hamilton import driver
from hamilton.data_quality.base import DataValidationError

logging.disable(logging.CRITICAL)
dr = driver.Builder().with_modules(module).build()
print(dr.execute(["percentage", "colour", "number", "address", "found"], inputs={"given": 5.5, "name": "red"}))
for wanted, inputs in (
    ("percentage", {"given": 500.0}),
    ("colour", {"name": "blue"}),
    ("address", {"name": "a b"}),
    ("found", {"name": "nobody"}),
):
    try:
        print(dr.execute([wanted], inputs=inputs))
    except DataValidationError as error:
        print(wanted, error.args[0])
print(dr.execute(["number", "number_range_validator"], inputs={"given": 50.0})["number_range_validator"].passes)
print(dr.execute(["bad", "colour_raw"], inputs={"name": "blue"})["colour_raw"])
print(sorted(n.name for n in dr.list_available_variables(tag_filter={"hamilton.data_quality.source_node": "percentage"})))
