import module

from hamilton import driver

dr = driver.Builder().with_modules(module).build()
print(dr.execute(["described", "garden"]))
print(dr.execute(["garden"], overrides={"amount": 0.5}))
