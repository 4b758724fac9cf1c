import module

from hamilton import driver
from hamilton.plugins import h_pyarrow

dr = driver.Builder().with_modules(module).with_adapters(h_pyarrow.PyarrowTableResult()).build()
print(dr.execute(["table"]).to_pydict())
