import logging

import module

from hamilton import driver

logging.disable(logging.CRITICAL)
dr = driver.Builder().with_modules(module).build()
print(dr.execute(["payable", "shipping"], inputs={"price": 40.0}))
print(dr.execute(["payable"], inputs={"price": 40.0, "rebate": 0.5, "express": True, "gift_wrap": 2.0, "code": "FIVE"}))
print(dr.execute(["payable"], inputs={"price": 40.0}, overrides={"base_price": 100.0}))
print(dr.execute(["payable"], inputs={}, overrides={"base_price": 100.0, "shipping": 1.0}))
for inputs in ({}, {"price": "forty"}, {"price": 1.0, "express": "yes"}):
    try:
        print(dr.execute(["payable"], inputs=inputs))
    except ValueError as error:
        print(str(error).splitlines()[0])
try:
    dr.execute(["nothing"], inputs={})
except ValueError as error:
    print(str(error))
for node in sorted(dr.list_available_variables(), key=lambda n: n.name):
    print(node.name, sorted(node.required_dependencies), sorted(node.optional_dependencies))
