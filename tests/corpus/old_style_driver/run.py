import module

from hamilton import base, driver

dr = driver.Driver({"kind": "cost", "factor": 2}, module)
print(dr.execute(["spend", "signups", "ratio"]).round(3).to_csv())
plain = driver.Driver({"kind": "gain"}, module, adapter=base.SimplePythonGraphAdapter(base.DictResult()))
result = plain.execute(["ratio"], inputs={"factor": 1})
print(type(result).__name__, result["ratio"].tolist())
default = driver.Driver({"kind": "gain"}, module, adapter=base.DefaultAdapter())
print(default.execute(["ratio", "factor"], inputs={"factor": 3})["factor"])
print(sorted(n.name for n in dr.list_available_variables()))
