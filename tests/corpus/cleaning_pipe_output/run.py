import module

from hamilton import driver

for config in ({}, {"clip": True}):
    dr = driver.Builder().with_modules(module).with_config(config).build()
    print(dr.execute(["measurements", "left", "right", "total"], inputs={"count": 5, "fill_value": 6.0}))
    print(dr.execute(["measurements.raw", "measurements"], inputs={"count": 4}))
    print(sorted(n.name for n in dr.list_available_variables()))
