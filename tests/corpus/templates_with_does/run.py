import module

from hamilton import driver

dr = driver.Builder().with_modules(module).build()
inputs = {"rent": 500.0, "food": 200.0, "salary": 1200.0, "gifts": 50.0}
print(dr.execute(["costs", "income", "spent"], inputs=inputs))
print(dr.execute(["spent"], inputs={**inputs, "travel": 100.0}))
print(sorted(n.name for n in dr.list_available_variables()))
