import module

from hamilton import driver
from hamilton.plugins import h_polars

dr = driver.Builder().with_modules(module).build()
result = dr.execute(["eager", "collected", "ratio"], inputs={"by": 10})
print(result["eager"].to_dict(as_series=False))
print(result["collected"].to_dict(as_series=False))
print([round(x, 3) for x in result["ratio"]])
framed = driver.Builder().with_modules(module).with_adapters(h_polars.PolarsDataFrameResult()).build()
print(framed.execute(["a", "b"]).to_dict(as_series=False))
