import module

from hamilton import driver

for config in ({}, {"shout": True}):
    dr = driver.Builder().with_modules(module).with_config(config).build()
    print(dr.execute(["joined", "cheap", "dear"], inputs={"inflation": 3}))
    print(sorted(n.name for n in dr.list_available_variables()))
