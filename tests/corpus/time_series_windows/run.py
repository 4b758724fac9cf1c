import module

from hamilton import driver

dr = driver.Builder().with_modules(module).build()
result = dr.execute(["sales_sum", "sales_max", "returns_max", "share_returned"], inputs={"window_given": 3})
for name, series in result.items():
    print(name, series.round(3).tolist())
print(sorted(n.name for n in dr.list_available_variables()))
