import module

from hamilton import driver
from hamilton.plugins import h_threadpool

dr = driver.Builder().with_modules(module).with_adapters(h_threadpool.FutureAdapter()).build()
print(dr.execute(["total", "slow_2"], inputs={"base": 10}))
