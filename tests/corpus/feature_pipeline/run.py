import module

from hamilton import base, driver

dr = driver.Builder().with_modules(module).build()
result = dr.execute(["avg_3wk_spend", "spend_per_signup", "spend_zero_mean_unit_variance"], inputs={"weeks": 5})
for name, series in result.items():
    print(name, series.round(4).fillna(-1).tolist())

frame = driver.Driver({}, module, adapter=base.SimplePythonGraphAdapter(base.PandasDataFrameResult()))
print(frame.execute(["spend", "signups", "spend_mean"], inputs={"weeks": 4}).to_csv())
print(sorted(node.name for node in dr.list_available_variables() if node.tags.get("owner") == "growth"))
