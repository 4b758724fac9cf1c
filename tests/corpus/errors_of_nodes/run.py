import logging

import module

from hamilton import driver

logging.disable(logging.CRITICAL)
dr = driver.Builder().with_modules(module).build()
for wanted, inputs in ((["checked"], {"x": 3}), (["there"], {"x": 2}), (["lacking"], {"x": 2}), (["after"], {"x": 2}), (["after"], {"x": 1})):
    try:
        print(dr.execute(wanted, inputs=inputs))
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])
print(dr.execute(["after"], inputs={"x": 2}, overrides={"exits": 1}))
