import module

from hamilton import driver

dr = driver.Builder().with_modules(module).build()
print(dr.execute(["box", "area", "label"], inputs={"width": 3, "height": 40}))
print(sorted(n.name for n in dr.list_available_variables()))
