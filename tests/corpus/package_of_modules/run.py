import pipeline
from pipeline import cleaning, features

from hamilton import driver

dr = driver.Builder().with_modules(cleaning, features).build()
print(dr.execute(["score"], inputs={"raw": [3, None, 5]}))
print({n.name: n.tags.get("module") for n in sorted(dr.list_available_variables(), key=lambda n: n.name)})
whole = driver.Builder().with_modules(pipeline).build()
print(sorted(n.name for n in whole.list_available_variables()))
print(whole.execute(["cleaned"], inputs={"raw": [None, 1]}))
